"""Vocabulary of the generated stories: names of participants, places, topics and events."""


def _listed(words: str) -> list[str]:
    return words.split("|")


CITIES = """
China: Hangzhou Shanghai Beijing Shenzhen Guangzhou Chengdu Urumqi Ningbo Qingdao Xi’an Chongqing Tianjin Wuhan Nanning
Kazakhstan: Almaty Astana Aktau Shymkent
Pakistan: Karachi Islamabad Lahore Gwadar
Uzbekistan: Tashkent Samarkand Bukhara
Vietnam: Hanoi Haiphong
Indonesia: Jakarta Surabaya Bandung
Germany: Hamburg Duisburg Leipzig Hanover
Egypt: Cairo Alexandria
Kenya: Nairobi Mombasa
Malaysia: Penang Malacca
Thailand: Bangkok Phuket
Türkiye: Istanbul Izmir Mersin
Georgia: Tbilisi Batumi
Azerbaijan: Baku Ganja
Kyrgyzstan: Bishkek Osh
Tajikistan: Dushanbe Khujand
Serbia: Belgrade Novi_Sad
Hungary: Budapest Debrecen
Poland: Lodz Gdansk
Spain: Valencia Zaragoza
Peru: Lima Chancay
Brazil: Santos Recife
Chile: Valparaiso Antofagasta
Mexico: Monterrey Veracruz
Morocco: Tangier Casablanca
Ethiopia: Dire_Dawa Hawassa
Tanzania: Dodoma Tanga
Nigeria: Lagos Kano
Cambodia: Battambang Sihanoukville
Laos: Vientiane Savannakhet
Mongolia: Ulaanbaatar Darkhan
Nepal: Kathmandu Pokhara
Jordan: Amman Aqaba
Oman: Muscat Sohar
Greece: Piraeus Thessaloniki
Portugal: Porto Sines
Belarus: Minsk Brest
Bangladesh: Dhaka Chattogram
Ghana: Accra Tema
Senegal: Dakar Thies
"""
"""Cities by country; `_` stands for a space."""

ZONES = _listed(
    "Free Trade Zone|Port|New District|Logistics Park|Airport City|High-Tech Zone|Dry Port|Industrial Estate|Bay Area"
    "|Science City|Customs Zone|Rail Terminal"
)
"""Names of places that belong to a city."""

QUALITIES = _listed(
    "digital|cross-border|green|smart|cold-chain|industrial|maritime|regional|cultural|agricultural|rural|financial|"
    "sustainable|mobile|customs|urban|electronic|modern|inland|low-carbon|bilateral|creative|medical|vocational"
)
"""Adjectives of a field of trade."""

FIELDS = _listed(
    "trade|logistics|finance|infrastructure|tourism|energy|manufacturing|payments|innovation|supply chains|services|"
    "warehousing|transport|cooperation|standards|education|textiles|machinery|data centers|e-commerce|fisheries|"
    "investment|connectivity|computing|skills|storage|insurance|robotics"
)
"""Fields of trade: `digital trade`."""

NAMES = _listed(
    "Zhongtai|Silkway|Caspian|Tianshan|Eastbridge|Karavan|Longyuan|Indus|Steppe|Meridian|Baltika|Mekong|Sahel|Andes|"
    "Huaxin|Orion|Pamir|Delta|Monsoon|Harbour|Altai|Jinhai|Levant|Savanna|Cordillera|Zephyr|Qilin|Anatolia|Volga|"
    "Atlas|Lotus|Minaret|Redwood|Sunda|Horizon|Khorgos|Polaris|Yangtze|Danube|Sapphire"
)
"""First parts of company names."""

TRADES = _listed(
    "Logistics|Rail|Textiles|Foods|Energy|Telecom|Shipping|Machinery|Chemicals|Software|Ports|Motors|Pharma|Steel|"
    "Electronics|Cement|Agritech|Airlines"
)
"""Trades of companies."""

COMPANIES = _listed("Group|Holdings|Corporation|Partners|Works|Alliance")
"""Last parts of company names: `Zhongtai Logistics Group`."""

PAPERS = _listed("Trade Daily|Economic Net|Business Herald|Commerce Times|Trade Monitor|Market Post")
"""Names of newspapers, after the name of a city."""

MEN = _listed(
    "Shehzad|Aibek|Wei|Mehmet|Tariq|Karim|Pavel|Lukas|Omar|Samuel|Rashid|Dmitri|Javier|Minh|Arjun|Bakyt|Hassan|Goran|"
    "Yusuf|Emeka"
)
"""First names of speakers who are `he` in a story."""

WOMEN = _listed(
    "Aigerim|Mei|Leyla|Amina|Elena|Dana|Sofia|Nadia|Ines|Thuy|Priya|Gulnara|Fatima|Jelena|Zainab|Ngozi|Rosa|Ayse|Lin|"
    "Malika"
)
"""First names of speakers who are `she`."""

SURNAMES = _listed(
    "Khan|Sadyk|Zhang|Demir|Qureshi|Nazarov|Orlov|Brandt|Farouk|Otieno|Rahman|Petrov|Morales|Nguyen|Mehta|Asanov|"
    "Ibrahim|Jovic|Hidayat|Okafor|Chen|Tulegen|Wang|Aliyeva|Popescu|Silva|Haddad|Mwangi|Castillo|Yilmaz|Liu|Karimov|"
    "Kovacs|Tanaka|Osman|Diallo|Rojas|Suleimenov|Akhtar|Novak"
)
"""Last names; a speaker has two of them."""

TITLES = _listed(
    "Consul General|Trade Commissioner|Director General|Chief Executive|Vice President|Chairman|Managing Director|"
    "Head of Exports"
)
"""Titles of speakers."""

REACHES = _listed(
    "Global|International|Eurasian|Silk Road|Caspian|Asia-Pacific|Indo-Pacific|Gulf|Mediterranean|Pan-African"
)
"""Reach of an event, in its name."""

THEMES = _listed(
    "Digital Trade|Green Energy|Smart Logistics|Import|Textile|Agriculture|Maritime|E-commerce|Machinery|Tourism|"
    "Food|Innovation|Supply Chain|Rail Freight"
)
"""Themes of events."""

EVENTS = {"Expo": "expo", "Fair": "fair", "Forum": "forum", "Summit": "summit", "Conference": "conference"}
"""Kinds of events, in names and in seed files."""

MONTHS = {"March": 3, "April": 4, "May": 5, "June": 6, "September": 9, "October": 10, "November": 11}
"""Months of events."""

PROJECTS = ("Innovation Centre", "Smart Port", "Industrial Park", "Logistics Hub", "Data Campus", "Solar Plant")
"""Kinds of signed projects."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
"""Weekdays of newspaper reports."""

CROWDS = (
    ("enterprises", "enterprise"),
    ("exhibitors", "exhibitor"),
    ("companies", "company"),
    ("suppliers", "supplier"),
    ("manufacturers", "manufacturer"),
    ("start-ups", "start-up"),
)
"""Exhibitors, plural and singular."""

VISITORS = (
    ("professional buyers", "buyer"),
    ("trade visitors", "visitor"),
    ("delegates", "delegate"),
    ("overseas guests", "guest"),
    ("purchasers", "purchaser"),
)
"""Visitors, plural and singular."""

THINGS = (
    ("warehouses", "warehouse"),
    ("jobs", "job"),
    ("freight trains", "train"),
    ("pilot projects", "project"),
    ("service stations", "station"),
    ("training courses", "course"),
    ("charging points", "point"),
    ("bonded shops", "shop"),
    ("container ships", "ship"),
    ("factories", "factory"),
)
"""Things that are built, opened or added, plural and singular."""
