import pytest

from workforce.addresses import UnsafeUrl, endpoint, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.7", "198.18.0.1", "198.51.100.4",
        "203.0.113.9",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1",
        "2001:db8::1", "3fff::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001::1", "100::1",
        "5f00::1", "nonsense",
    ],
)  # fmt: skip
def test_an_address_that_is_not_on_the_public_network_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "193.252.19.3", "172.32.0.1", "2a01:cb00::1", "2606:4700::1111",
     "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"],
)  # fmt: skip
def test_an_address_of_the_public_network_is_accepted(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://site.example/feed", "file:///etc/passwd", "gopher://site.example/", "javascript:alert(1)",
        "data:text/xml,<rss/>", "//site.example/feed", "site.example/feed", "http://", "http:///feed",
        "https://:80/",
        "http://site.example:0/", "http://site.example:99999/", "http://site.example:port/", "http://[::1/",
        "http://site.example/a b", "http://site.example/\r\nHost: other",
        "http://site.example\\@other.example/",
        "http://si te.example/", "http://" + "a" * 64 + ".example/", "http://a..example/",
        "http://site.example/" + "a" * 2000,
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_a_feed_is_refused_in_french(url):
    with pytest.raises(UnsafeUrl, match=r"adresse|nom du site"):
        endpoint(url)


def test_a_port_and_a_password_are_understood_and_the_password_is_not_shown():
    place = endpoint("https://moi:se%20cret@Site.Example:8443/flux?b=1#ici")

    assert (place.scheme, place.host, place.port, place.target) == (
        "https",
        "site.example",
        8443,
        "/flux?b=1",
    )
    assert place.url == "https://site.example:8443/flux?b=1"
    assert place.private_url == "https://moi:se%20cret@site.example:8443/flux?b=1"
    assert place.authorization == "Basic bW9pOnNlIGNyZXQ="


def test_a_name_with_accents_becomes_a_name_of_the_network():
    assert endpoint("https://médiathèque.example/offres/été").url == (
        "https://xn--mdiathque-53af.example/offres/%C3%A9t%C3%A9"
    )


def test_an_ipv6_address_keeps_its_brackets():
    place = endpoint("http://[2A01::5]:8080/")

    assert (place.host, place.place, place.authority) == ("2a01::5", "[2a01::5]:8080", "[2a01::5]:8080")


def test_the_usual_port_is_left_out_of_the_host_header():
    assert endpoint("https://site.example:443/").authority == "site.example"
    assert endpoint("http://site.example:443/").authority == "site.example:443"
