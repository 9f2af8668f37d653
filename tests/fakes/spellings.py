"""Ways to write an address inside the network so that it looks like something else."""

from collections.abc import Callable, Sequence
from urllib.parse import unquote, urlsplit

_HOSTS = """
127.0.0.1 127.0.0.3 127.1 127.0.1 127.255.255.254 0 0.0.0.0 0.0.0.1 00.0.0.0
2130706433 0x7f000001 0x7f.0x0.0x0.0x1 0x7f.1 0x7f.0.1 017700000001 0177.0.0.1 0177.1 0000177.0.0.1
127.0.0.01 127.0.0.0x1 127.000.000.001 0x7F.0.0.1 127.0x1 127.0.0.1.
localhost LOCALHOST localhost. ip6-localhost localhost.localdomain
10.0.0.1 10.255.255.255 10.1 0x0a000001 167772161 012.0.0.1
172.16.0.1 172.31.255.254 2886729729 192.168.0.1 192.168.1 0xc0a80001 3232235521
169.254.169.254 0xa9fea9fe 2852039166 0251.0376.0251.0376 169.254.43518 169.254.1.1
100.64.0.1 100.100.100.200 100.127.255.254 192.0.0.1 192.0.0.8 192.0.2.1 198.51.100.1 203.0.113.1
198.18.0.1 198.19.255.254 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 192.88.99.1
[::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1]
[::ffff:10.0.0.1] [::ffff:169.254.169.254] [::127.0.0.1] [::10.0.0.1]
[64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::1]
[2002:7f00:1::] [2002:a00:1::1] [2002:a9fe:a9fe::] [2001:0:7f00:1::] [2001:db8::1]
[fe80::1] [fe80::1%25lo] [fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1] [100::1] [3fff::1] [5f00::1]
１２７.0.0.1 127。0。0。1 ⑫⑦.⓪.⓪.① ①②⑦.⓪.⓪.① ｌｏｃａｌｈｏｓｔ localhoſt
""".split()  # noqa: SIM905 - a table reads better than a list
HOSTS = tuple(_HOSTS)

# Names of which a name service gives addresses inside, alone or among public ones.
NAMES = {
    "inside.example": ("127.0.0.1",),
    "metadata.example": ("169.254.169.254",),
    "six.example": ("::1",),
    "mapped.example": ("::ffff:10.0.0.1",),
    "scoped.example": ("fe80::1%lo",),
    "mixed.example": ("93.184.216.34", "127.0.0.1"),
    "mixed-six.example": ("2606:2800:220:1::1", "fd00::1"),
    "last.example": ("93.184.216.34", "93.184.216.35", "93.184.216.36", "10.0.0.1"),
    "localhost": ("127.0.0.1", "::1"),
    "localhost.": ("127.0.0.1", "::1"),
    "ip6-localhost": ("::1",),
    "localhost.localdomain": ("127.0.0.1",),
}

ODD = (
    "http://user@127.0.0.1/",
    "http://93.184.216.34@127.0.0.1/",
    "http://93.184.216.34:80@127.0.0.1:80/",
    "http://127.0.0.1#@93.184.216.34/",
    "http://127.0.0.1\\@93.184.216.34/",
    "http://127.0.0.1?@93.184.216.34/",
    "http:\\\\127.0.0.1\\",
    "http:///127.0.0.1/",
    "http:127.0.0.1",
    "http://127.0.0.1:80:80/",
    "http://93.184.216.34%2f@127.0.0.1/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1\t/",
    "http://127.0.0.1\r\nHost:x/",
    "http://[127.0.0.1]/",
    "http://[::1]:6379/",
    "https://127.0.0.1/",
    "HTTP://127.0.0.1:22/",
    "http://93.184.216.34:22/",
    "http://93.184.216.34:0/",
    "http://93.184.216.34:99999/",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/stat",
    "ldap://127.0.0.1/",
    "data:text/xml,<rss/>",
    "unix:///var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
    "jar:http://127.0.0.1!/",
    "javascript:alert(1)",
    "//127.0.0.1/",
    "http://",
    "http://./",
    "http://-/",
    "http://a..b/",
    "",
)


def inside(url: str, lookup: Callable[[str], Sequence[str]]) -> Sequence[str]:
    """What a name service would have to say for a name to lead where this spelling leads."""
    try:
        host = urlsplit(url.replace("\\", "/")).hostname or "127.0.0.1"
        return tuple(lookup(unquote(host))) or ("127.0.0.1",)
    except (OSError, ValueError, UnicodeError):
        return (unquote(url.partition("//")[2].partition("/")[0]) or "127.0.0.1",)


SPELLINGS = (
    *(f"http://{host}/" for host in HOSTS),
    *(f"http://{name}/" for name in NAMES if name.endswith(".example")),
    *ODD,
)
