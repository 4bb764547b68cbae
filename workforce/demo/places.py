"""Where people live and work: real towns with their postal code, and made-up communes that share one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

# Département, its population in thousands, then a few of its towns.
TOWNS = """
01|663|Bourg-en-Bresse 01000, Oyonnax 01100, Ambérieu-en-Bugey 01500, Belley 01300, Gex 01170
02|525|Laon 02000, Saint-Quentin 02100, Soissons 02200, Château-Thierry 02400, Tergnier 02700, Hirson 02500
03|334|Moulins 03000, Montluçon 03100, Vichy 03200, Cusset 03300, Gannat 03800
04|166|Digne-les-Bains 04000, Manosque 04100, Sisteron 04200, Forcalquier 04300, Barcelonnette 04400
05|141|Gap 05000, Briançon 05100, Embrun 05200, Veynes 05400
06|1104|Nice 06000, Antibes 06600, Cannes 06400, Grasse 06130, Menton 06500, Vence 06140
07|331|Privas 07000, Annonay 07100, Aubenas 07200, Tournon-sur-Rhône 07300, Le Teil 07400
08|268|Charleville-Mézières 08000, Sedan 08200, Rethel 08300, Vouziers 08400, Revin 08500, Givet 08600
09|154|Foix 09000, Pamiers 09100, Saint-Girons 09200, Lavelanet 09300
10|311|Troyes 10000, Romilly-sur-Seine 10100, Bar-sur-Aube 10200, Nogent-sur-Seine 10400
11|377|Carcassonne 11000, Narbonne 11100, Limoux 11300, Castelnaudary 11400, Lézignan-Corbières 11200
12|279|Rodez 12000, Millau 12100, Villefranche-de-Rouergue 12200, Decazeville 12300, Saint-Affrique 12400
13|2057|Marseille 13001, Aix-en-Provence 13100, Arles 13200, Martigues 13500, Aubagne 13400
14|700|Caen 14000, Lisieux 14100, Bayeux 14400, Vire Normandie 14500, Honfleur 14600, Falaise 14700
15|144|Aurillac 15000, Saint-Flour 15100, Mauriac 15200
16|352|Angoulême 16000, Cognac 16100, Confolens 16500, Ruffec 16700, Barbezieux-Saint-Hilaire 16300
17|661|La Rochelle 17000, Saintes 17100, Royan 17200, Rochefort 17300, Saint-Jean-d’Angély 17400, Jonzac 17500
18|299|Bourges 18000, Vierzon 18100, Saint-Amand-Montrond 18200, Sancerre 18300
19|239|Tulle 19000, Brive-la-Gaillarde 19100, Ussel 19200, Égletons 19300
2A|162|Ajaccio 20000, Porto-Vecchio 20137, Sartène 20100, Propriano 20110
2B|185|Bastia 20200, Corte 20250, Calvi 20260, Biguglia 20620
21|535|Dijon 21000, Beaune 21200, Montbard 21500, Châtillon-sur-Seine 21400, Chenôve 21300
22|606|Saint-Brieuc 22000, Lannion 22300, Dinan 22100, Guingamp 22200, Loudéac 22600, Lamballe-Armor 22400
23|115|Guéret 23000, Aubusson 23200, La Souterraine 23300, Bourganeuf 23400
24|413|Périgueux 24000, Bergerac 24100, Sarlat-la-Canéda 24200, Nontron 24300, Mussidan 24400
25|547|Besançon 25000, Montbéliard 25200, Pontarlier 25300, Audincourt 25400, Morteau 25500
26|519|Valence 26000, Montélimar 26200, Romans-sur-Isère 26100, Crest 26400, Nyons 26110, Die 26150
27|599|Évreux 27000, Vernon 27200, Louviers 27400, Bernay 27300, Les Andelys 27700, Pont-Audemer 27500
28|432|Chartres 28000, Dreux 28100, Châteaudun 28200, Nogent-le-Rotrou 28400
29|918|Quimper 29000, Brest 29200, Morlaix 29600, Concarneau 29900, Douarnenez 29100, Quimperlé 29300
30|756|Nîmes 30000, Alès 30100, Bagnols-sur-Cèze 30200, Beaucaire 30300, Le Vigan 30120, Uzès 30700
31|1434|Toulouse 31000, Colomiers 31770, Muret 31600, Saint-Gaudens 31800, Blagnac 31700, Revel 31250
32|192|Auch 32000, Condom 32100, Mirande 32300, Fleurance 32500, Lectoure 32700
33|1655|Bordeaux 33000, Libourne 33500, Mérignac 33700, Pessac 33600, Langon 33210, Arcachon 33120
34|1201|Montpellier 34000, Béziers 34500, Sète 34200, Lunel 34400, Lodève 34700, Agde 34300
35|1098|Rennes 35000, Saint-Malo 35400, Fougères 35300, Vitré 35500, Redon 35600
36|217|Châteauroux 36000, Issoudun 36100, Le Blanc 36300, La Châtre 36400, Argenton-sur-Creuse 36200
37|613|Tours 37000, Joué-lès-Tours 37300, Chinon 37500, Amboise 37400, Loches 37600
38|1284|Grenoble 38000, Vienne 38200, Voiron 38500, Bourgoin-Jallieu 38300, La Mure 38350, Échirolles 38130
39|259|Lons-le-Saunier 39000, Dole 39100, Saint-Claude 39200, Champagnole 39300
40|422|Mont-de-Marsan 40000, Dax 40100, Biscarrosse 40600, Parentis-en-Born 40160, Hagetmau 40700
41|328|Blois 41000, Vendôme 41100, Romorantin-Lanthenay 41200
42|770|Saint-Étienne 42000, Roanne 42300, Montbrison 42600, Firminy 42700, Saint-Chamond 42400, Feurs 42110
43|227|Le Puy-en-Velay 43000, Brioude 43100, Yssingeaux 43200, Monistrol-sur-Loire 43120
44|1458|Nantes 44000, Saint-Nazaire 44600, Châteaubriant 44110, Ancenis-Saint-Géréon 44150, Rezé 44400
45|685|Orléans 45000, Montargis 45200, Pithiviers 45300, Gien 45500, Fleury-les-Aubrais 45400
46|174|Cahors 46000, Figeac 46100, Gourdon 46300, Souillac 46200
47|331|Agen 47000, Villeneuve-sur-Lot 47300, Marmande 47200, Nérac 47600, Tonneins 47400
48|77|Mende 48000, Marvejols 48100, Florac Trois Rivières 48400, Langogne 48300
49|824|Angers 49000, Cholet 49300, Saumur 49400, Segré-en-Anjou Bleu 49500
50|495|Saint-Lô 50000, Cherbourg-en-Cotentin 50100, Granville 50400, Avranches 50300, Coutances 50200
51|564|Châlons-en-Champagne 51000, Reims 51100, Épernay 51200, Vitry-le-François 51300, Sézanne 51120
52|170|Chaumont 52000, Saint-Dizier 52100, Langres 52200, Joinville 52300
53|306|Laval 53000, Mayenne 53100, Château-Gontier-sur-Mayenne 53200, Évron 53600
54|732|Nancy 54000, Lunéville 54300, Toul 54200, Longwy 54400, Pont-à-Mousson 54700
55|182|Bar-le-Duc 55000, Verdun 55100, Commercy 55200, Saint-Mihiel 55300
56|769|Vannes 56000, Lorient 56100, Pontivy 56300, Auray 56400, Ploërmel 56800, Hennebont 56700
57|1050|Metz 57000, Thionville 57100, Forbach 57600, Sarreguemines 57200, Sarrebourg 57400, Saint-Avold 57500
58|202|Nevers 58000, Cosne-Cours-sur-Loire 58200, Decize 58300, Clamecy 58500
59|2608|Lille 59000, Roubaix 59100, Tourcoing 59200, Dunkerque 59140, Valenciennes 59300, Douai 59500
60|829|Beauvais 60000, Compiègne 60200, Creil 60100, Senlis 60300, Noyon 60400
61|277|Alençon 61000, Argentan 61200, Flers 61100, L’Aigle 61300
62|1461|Arras 62000, Calais 62100, Boulogne-sur-Mer 62200, Lens 62300, Béthune 62400, Saint-Omer 62500
63|663|Clermont-Ferrand 63000, Riom 63200, Issoire 63500, Thiers 63300, Ambert 63600, Cournon-d’Auvergne 63800
64|692|Pau 64000, Bayonne 64100, Biarritz 64200, Oloron-Sainte-Marie 64400, Orthez 64300
65|230|Tarbes 65000, Lourdes 65100, Bagnères-de-Bigorre 65200, Lannemezan 65300
66|487|Perpignan 66000, Prades 66500, Céret 66400, Thuir 66300, Argelès-sur-Mer 66700
67|1153|Strasbourg 67000, Haguenau 67500, Sélestat 67600, Saverne 67700, Molsheim 67120, Schiltigheim 67300
68|768|Colmar 68000, Mulhouse 68100, Saint-Louis 68300, Guebwiller 68500, Thann 68800, Altkirch 68130
69|1893|Lyon 69001, Villeurbanne 69100, Villefranche-sur-Saône 69400, Givors 69700, Bron 69500, Tarare 69170
70|233|Vesoul 70000, Lure 70200, Héricourt 70400, Gray 70100, Luxeuil-les-Bains 70300
71|549|Mâcon 71000, Chalon-sur-Saône 71100, Le Creusot 71200, Autun 71400, Montceau-les-Mines 71300
72|566|Le Mans 72000, La Flèche 72200, Sablé-sur-Sarthe 72300, Mamers 72600
73|441|Chambéry 73000, Aix-les-Bains 73100, Albertville 73200, Saint-Jean-de-Maurienne 73300, Ugine 73400
74|842|Annecy 74000, Annemasse 74100, Thonon-les-Bains 74200, Cluses 74300, Bonneville 74130, Sallanches 74700
75|2133|Paris 75011, Paris 75013, Paris 75018, Paris 75019, Paris 75020
76|1255|Rouen 76000, Le Havre 76600, Dieppe 76200, Elbeuf 76500, Fécamp 76400, Yvetot 76190
77|1438|Melun 77000, Meaux 77100, Fontainebleau 77300, Provins 77160, Chelles 77500, Nemours 77140
78|1456|Versailles 78000, Mantes-la-Jolie 78200, Rambouillet 78120, Les Mureaux 78130, Poissy 78300
79|375|Niort 79000, Bressuire 79300, Parthenay 79200, Thouars 79100, Melle 79500
80|566|Amiens 80000, Abbeville 80100, Péronne 80200, Albert 80300, Montdidier 80500, Doullens 80600
81|392|Albi 81000, Castres 81100, Gaillac 81600, Mazamet 81200, Carmaux 81400, Graulhet 81300
82|262|Montauban 82000, Castelsarrasin 82100, Moissac 82200, Caussade 82300
83|1095|Draguignan 83300, Toulon 83000, Fréjus 83600, Hyères 83400, Brignoles 83170, La Seyne-sur-Mer 83500
84|563|Avignon 84000, Carpentras 84200, Orange 84100, Apt 84400, Cavaillon 84300, Pertuis 84120
85|697|La Roche-sur-Yon 85000, Les Sables-d’Olonne 85100, Fontenay-le-Comte 85200, Challans 85300, Luçon 85400
86|439|Poitiers 86000, Châtellerault 86100, Loudun 86200, Montmorillon 86500, Chauvigny 86300
87|372|Limoges 87000, Saint-Junien 87200, Bellac 87300, Saint-Yrieix-la-Perche 87500
88|360|Épinal 88000, Saint-Dié-des-Vosges 88100, Remiremont 88200, Neufchâteau 88300, Gérardmer 88400
89|333|Auxerre 89000, Sens 89100, Avallon 89200, Joigny 89300, Tonnerre 89700
90|140|Belfort 90000, Delle 90100, Beaucourt 90500, Giromagny 90200
91|1314|Évry-Courcouronnes 91000, Corbeil-Essonnes 91100, Massy 91300, Étampes 91150, Palaiseau 91120
92|1635|Nanterre 92000, Colombes 92700, Gennevilliers 92230, Montrouge 92120, Antony 92160, Bagneux 92220
93|1668|Bobigny 93000, Saint-Denis 93200, Montreuil 93100, Aubervilliers 93300, Aulnay-sous-Bois 93600
94|1415|Créteil 94000, Vitry-sur-Seine 94400, Champigny-sur-Marne 94500, Ivry-sur-Seine 94200, Villejuif 94800
95|1257|Pontoise 95300, Argenteuil 95100, Cergy 95000, Sarcelles 95200, Garges-lès-Gonesse 95140, Bezons 95870
971|384|Basse-Terre 97100, Pointe-à-Pitre 97110, Les Abymes 97139, Le Gosier 97190, Le Moule 97160
972|360|Fort-de-France 97200, Le Lamentin 97232, Le Robert 97231, Sainte-Marie 97230, Le François 97240
973|287|Cayenne 97300, Saint-Laurent-du-Maroni 97320, Kourou 97310, Matoury 97351
974|873|Saint-Denis 97400, Saint-Paul 97460, Saint-Pierre 97410, Le Tampon 97430, Saint-André 97440
976|300|Mamoudzou 97600, Dzaoudzi 97615, Koungou 97690
"""
# A public body that answers for people must not be a real one: these communes do not exist.
STEMS = (
    *("Valbrune", "Montorel", "Rochelune", "Aubrelle", "Clairvigne"),
    *("Fontorbe", "Bellorme", "Marsolieu", "Vautraine", "Pierrelongue"),
)
RIVERS = (
    *("Lorvanne", "Brumère", "Sorelle", "Altière", "Vernose"),
    *("Mirandole", "Ombrette", "Tavelle", "Orsanne", "Clochère"),
)
RURAL_TILT = 0.85  # Below 1: small départements have more advisers a head, as the scheme wanted.


@dataclass(frozen=True)
class Place:
    """A commune."""

    commune: str
    postal_code: str
    departement: str


@dataclass(frozen=True)
class Area:
    """A département: its people and its towns, the préfecture first."""

    code: str
    thousands: int
    towns: tuple[Place, ...]


@lru_cache(maxsize=1)
def areas() -> Mapping[str, Area]:
    """Return every département by code."""
    return {area.code: area for area in map(_read, TOWNS.strip().splitlines())}


def _read(line: str) -> Area:
    code, thousands, towns = line.split("|")
    named = (town.strip().rsplit(" ", 1) for town in towns.split(","))
    return Area(code, int(thousands), tuple(Place(name, postal, code) for name, postal in named))


def town(rng: Random, code: str) -> Place:
    """Draw a real town, the first ones more often."""
    towns = areas()[code].towns
    return towns[min(int(rng.expovariate(0.6)), len(towns) - 1)]


def made_up_commune(rng: Random, code: str) -> Place:
    """Draw a commune that does not exist, under the postal code of a real town nearby."""
    near = town(rng, code)
    return Place(f"{rng.choice(STEMS)}-sur-{rng.choice(RIVERS)}", near.postal_code, code)


def shares(total: int, codes: tuple[str, ...]) -> dict[str, int]:
    """Share people out between départements, by population tilted towards the small ones; each has one."""
    weights = {code: areas()[code].thousands ** RURAL_TILT for code in codes}
    exact = {code: total * weight / sum(weights.values()) for code, weight in weights.items()}
    counts = {code: max(1, int(share)) for code, share in exact.items()}
    by_remainder = sorted(codes, key=lambda code: int(exact[code]) - exact[code])
    for code in by_remainder[: total - sum(counts.values())]:
        counts[code] += 1
    return counts
