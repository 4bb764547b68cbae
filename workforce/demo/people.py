"""Invented people: names drawn apart from one another, addresses and phones that can reach nobody."""

import unicodedata
from dataclasses import dataclass
from random import Random

MAIL_DOMAIN = "demo.passerelle.example"  # A reserved domain: nothing sent there arrives anywhere.
FICTION_PHONE = "06 39 98"  # Numbers that ARCEP keeps for works of fiction.

FIRST = """
Adèle Adrien Agathe Aïcha Alban Alexandre Alice Alix Aline Amandine Amadou Amel Amélie Amina Anaïs André
Angèle Anissa Anne Anthony Antoine Arnaud Arthur Assia Aude Audrey Aurélie Aurélien Aya Axel Baptiste Basile
Bastien Béatrice Benjamin Benoît Bérénice Bertrand Boris Boubacar Brahim Brice Brigitte Camille Capucine
Carine Carole Caroline Cécile Cédric Célia Céline Chantal Charlène Charles Charlotte Cheikh Christelle
Christian Christophe Clara Clarisse Claire Clément Clémence Colette Coline Corentin Corinne Coumba Cyril
Damien Daniel David Deborah Delphine Denis Diane Dimitri Djamila Dominique Dylan Édith Édouard Élie Élisa
Élise Élodie Emma Emmanuel Enzo Éric Estelle Esther Étienne Eugénie Eva Ève Fabien Fabrice Fanny Farid
Fatima Fatou Fatoumata Félix Flavien Flora Florence Florent Florian Franck François Frédéric Gaël Gaëlle
Gabriel Geneviève Georges Géraldine Gilles Grégoire Grégory Guillaume Gwenaëlle Habib Hadrien Hakim Hamza
Hanna Hassan Henri Hervé Hugo Ibrahim Idriss Ilan Imane Inès Irène Iris Isabelle Ismaël Jacques Jade Jamal
Jean Jeanne Jennifer Jérémy Jérôme Jessica Joachim Joël Johanna Jonathan Jordan Joris Joseph Joséphine
Judith Jules Julia Julie Julien Juliette Justine Kader Kadiatou Karim Karine Katia Kenza Kevin Khadija
Laetitia Lara Latifa Laura Laure Laurence Laurent Léa Leïla Léna Léo Léon Léonie Léopold Lilian Lina Lise
Loïc Lola Lorène Louis Louise Luc Lucas Lucie Lucien Ludivine Ludovic Lydia Maël Maëlle Magali Malik Malika
Manon Marc Marcel Margaux Margot Marianne Marie Marina Marine Marion Marius Martin Martine Maryam Mathéo
Mathias Mathilde Mathieu Matthieu Maud Maurice Maxence Maxime Mehdi Mélanie Mélina Mélissa Mélodie Meriem
Michaël Michel Mickaël Mireille Mohamed Moïse Monique Morgane Moussa Mustapha Myriam Nabil Nadège Nadia
Naïma Nassim Natacha Nathalie Nathan Nicolas Nina Noah Noé Noémie Nora Océane Olivia Olivier Ombeline Oriane
Oscar Oumar Ousmane Pascal Pascale Patrice Patricia Patrick Paul Pauline Perrine Philippe Pierre Quentin
Rachel Rachid Raphaël Raphaëlle Raymond Rebecca Régis Rémi Renaud Rita Robin Rodolphe Romain Romane Rose
Roxane Ryan Sabine Sabrina Salima Salomé Samia Samir Samira Samuel Sandra Sandrine Sara Sarah Sébastien
Séverine Sihem Simon Simone Sofia Solène Sonia Sophie Souleymane Soraya Stéphane Stéphanie Suzanne Sylvain
Sylvie Tanguy Tatiana Thaïs Théo Thérèse Thibaut Thierry Thomas Tiphaine Timothée Tom Tristan Ugo Ulysse
Valentin Valentine Valérie Vanessa Véronique Victor Victoire Victoria Vincent Violette Virginie Wassim
William Xavier Yacine Yann Yannick Yasmine Yves Yvonne Zacharie Zineb Zoé
"""

# Two words of one name are tied by an underscore.
LAST = """
Abadie Adam Albert Allard Amrani André Arnaud Aubert Aubry Auger Bailly Ba Balde Barbier Baron Barre Barry
Barthélemy Baudry Bazin Beaufils Becker Bekkouche Belkacem Benali Benoît Bérard Berger Bernard Berthelot
Bertin Bertrand Besnard Besson Bigot Blanc Blanchard Blanchet Blin Bodin Boisson Bonneau Bonnet Bouchard
Boucher Bouchet Bouaziz Boudjema Boulanger Bourdon Bourgeois Bousquet Boutin Bouvet Bouvier Boyer Briand
Brun Bruneau Brunet Camara Camus Carlier Caron Carpentier Carré Cartier Cazenave Chabot Chaouch Charles
Charpentier Charrier Chauvet Chauvin Cherif Chevalier Chevallier Cissé Clément Clerc Colas Colin Collet
Cordier Cornu Costa Coulibaly Coulon Courtois Cousin Cros Da_Silva Daniel David Delage Delaunay Delattre
Delmas Deschamps Descamps Devaux Dia Diallo Diarra Didier Diop Diouf Dos_Santos Doucet Dubois Dufour Duhamel
Dumas Dumont Dupont Dupuis Dupuy Durand Duval El_Amrani Étienne Evrard Fabre Faure Favre Fernandes Ferrand
Ferrari Fischer Fleury Fofana Fontaine Forestier Fournier François Gaillard Garcia Garnier Gauthier Gautier
Georges Gérard Germain Gilbert Gillet Giraud Girard Godard Gomez Gonçalves Gonzalez Grandjean Gros Guérin
Guichard Guilbert Guillaume Guillet Guillon Guillot Guyot Haddad Hamel Hamidi Hamon Hardy Hébert Henry Hervé
Hoarau Hoffmann Huber Hubert Huet Humbert Imbert Jacob Jacquet Jacquot Jean Jolly Joly Jourdan Julien Kaya
Keita Klein Koné Konaté Lacombe Lacroix Laffont Lagarde Lambert Lamy Langlois Laporte Laroche Launay Laurent
Lebon Lebreton Leclerc Leclercq Lecomte Ledoux Lefebvre Legrand Lejeune Lemaire Lemaître Lemoine Lenoir
Leroux Leroy Lesage Lévêque Lévy Lopez Loiseau Louis Lucas Maillard Maillot Maître Mallet Marchal Marchand
Marie Marion Marques Martel Martinez Mary Masson Mathieu Maurice Maury Mebarki Menard Mendes Mercier Merle
Meunier Meyer Michaud Michel Millet Monnier Moreau Morel Morin Morvan Moulin Müller Navarro Ndiaye Neveu
Nguyen Nicolas Noël Ollivier Pages Paris Parisot Pascal Pasquier Paul Payet Pelletier Pereira Perez Perret
Perrier Perrin Perrot Petit Petitjean Philippe Picard Pichon Pierre Pineau Poirier Poisson Pons Potier
Poulain Prévost Prigent Raynaud Raymond Regnier Renard Renaud Renault Rey Reynaud Ribeiro Richard Rivière
Robert Robin Roche Rodrigues Rodriguez Roger Rolland Rossi Rousseau Roussel Roux Roy Royer Sabatier Saïdi
Salaün Salmon Samb Sanchez Sane Sauvage Savary Schmitt Schneider Seck Serre Sidibé Simon Sow Soulier Sylla
Tanguy Tardy Tessier Texier Thibault Thiam Thomas Tournier Touré Tran Traoré Vallée Valentin Vasseur Verdier
Vernet Vidal Vigneron Villard Vincent Voisin Wagner Weber Weiss Yildiz Zeghoudi Zerrouki Zimmermann
"""
FIRST_NAMES = tuple(FIRST.split())
LAST_NAMES = tuple(name.replace("_", " ") for name in LAST.split())


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    first_name: str
    last_name: str
    email: str
    phone: str = ""

    @property
    def name(self) -> str:
        """First and last name, as one writes it."""
        return f"{self.first_name} {self.last_name}"


def plain(words: str) -> str:
    """Return lower-case letters without accents, words joined by hyphens: what an address may hold."""
    letters = unicodedata.normalize("NFKD", words.lower())
    kept = (c if c.isascii() and c.isalnum() else "-" for c in letters if not unicodedata.combining(c))
    return "-".join(part for part in "".join(kept).split("-") if part)


class Crowd:
    """People drawn one by one, no two with the same address."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._addresses: dict[str, int] = {}

    def somebody(self) -> Person:
        """Draw a new person."""
        first = self._rng.choice(FIRST_NAMES)
        last = self._rng.choice(LAST_NAMES)
        return Person(first, last, self._address(first, last), self._phone())

    def _address(self, first: str, last: str) -> str:
        name = f"{plain(first)}.{plain(last)}"
        self._addresses[name] = seen = self._addresses.get(name, 0) + 1
        return f"{name}{seen if seen > 1 else ''}@{MAIL_DOMAIN}"

    def _phone(self) -> str:
        digits = f"{self._rng.randrange(10_000):04d}"
        return f"{FICTION_PHONE} {digits[:2]} {digits[2:]}"
