"""What the buyers of the bench want, in their languages; and what they call their columns."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Good:
    """One thing somebody wants a price for."""

    part: str
    maker: str
    maker_part: str
    text: str
    quantity: Decimal
    unit: str
    code: str
    needed_on: date


def _goods(rows: str) -> tuple[Good, ...]:
    found = []
    for row in rows.strip().splitlines():
        part, maker, maker_part, text, quantity, unit, code, day = (one.strip() for one in row.split("|"))
        found.append(
            Good(part, maker, maker_part, text, Decimal(quantity), unit, code, date.fromisoformat(day))
        )
    return tuple(found)


GOODS = {
    "en": _goods("""
        10-2041   | Northbolt | NB-M8X20-A2  | Hex cap screw M8x20 A2-70                    | 400  | EA   | EA | 2026-03-16
        10-2042   | Northbolt | NB-M8X25-A2  | Hex cap screw M8x25 A2-70                    | 250  | EA   | EA | 2026-03-16
        33-0107   | Calder    | 6205-2RS-C3  | Deep groove ball bearing 6205 2RS C3         | 24   | EA   | EA | 2026-03-20
        33-0110   | Calder    | 6206-2Z      | Deep groove ball bearing 6206 2Z             | 36   | EA   | EA | 2026-03-20
        41-7001   | Fluxline  | FL-HV-050    | Ball valve 1/2" NPT brass full port          | 18   | EA   | EA | 2026-04-01
        41-7015   | Fluxline  | FL-EL90-075  | Elbow 90 deg 3/4" NPT galvanized             | 60   | EA   | EA | 2026-04-01
        52-0300   | Wirecraft | WC-12-3-OR   | Cable 12/3 SOOW 600V black                   | 500  | FT   | FT | 2026-03-25
        60-8811   | Handsafe  | HS-NIT-L     | Nitrile gloves, powder free, size L          | 40   | BX   | BX | 2026-03-12
        71-4400   | Tapeco    | TP-48-50     | Packing tape 48 mm x 50 m clear              | 72   | RL   | RL | 2026-03-12
        88-0042   | Lumar     | LM-T8-18     | LED tube T8 18W 4000K 1200 mm                | 120  | EA   | EA | 2026-05-04
        90-1204   | Sealright | SR-OR-214    | O-ring AS568-214 NBR 70                      | 1000 | EA   | EA | 2026-03-30
        90-1300   | Sealright | SR-GSK-4     | Gasket 4" 150# ring non-asbestos             | 16   | EA   | EA | 2026-03-30
    """),
    "de": _goods("""
        4711-01   | Eisenwerk | EW-933-M10   | Sechskantschraube DIN 933 M10x40 8.8 verzinkt | 1250 | Stk  | PC | 2026-03-16
        4711-02   | Eisenwerk | EW-934-M10   | Sechskantmutter DIN 934 M10 Kl. 8 verzinkt    | 1250 | Stk  | PC | 2026-03-16
        4711-03   | Eisenwerk | EW-125-M10   | Scheibe DIN 125 A 10,5 verzinkt               | 2500 | Stk  | PC | 2026-03-16
        5020-11   | Lagerhaus | 6204-2RSR    | Rillenkugellager 6204 2RSR                    | 24   | Stück | PC | 2026-03-27
        6100-40   | Kabelfix  | NYM-J-3X1.5  | Mantelleitung NYM-J 3x1,5 mm² grau            | 500  | m    | MR | 2026-04-10
        7300-09   | Dichtweg  | DW-O-20X2    | O-Ring 20x2 NBR 70                            | 300  | Stk  | PC | 2026-03-20
        7300-77   | Dichtweg  | DW-PTFE-12   | PTFE-Band 12 mm x 12 m                        | 48   | Rolle | RL | 2026-03-20
        8800-15   | Oelwerk   | OW-HLP46     | Hydrauliköl HLP 46, Gebinde 20 l              | 6    | Kanister | CN | 2026-04-03
        8800-20   | Oelwerk   | OW-FETT-2    | Mehrzweckfett Kartusche 400 g                 | 96   | Stk  | PC | 2026-04-03
        9001-00   | Schutzmax | SM-HS-9      | Schutzhandschuhe Größe 9, Nitril              | 60   | Paar | PR | 2026-03-12
    """),
    "fr": _goods("""
        VIS-H820  | Boulonnix | BX-933-820   | Vis tête hexagonale M8x20 inox A2             | 500  | pce  | PC | 2026-03-16
        VIS-H830  | Boulonnix | BX-933-830   | Vis tête hexagonale M8x30 inox A2             | 300  | pce  | PC | 2026-03-16
        ROU-6203  | Roulex    | 6203-2RS     | Roulement à billes 6203 2RS                   | 40   | pce  | PC | 2026-03-23
        TUY-C12   | Fluidec   | FD-CU12      | Tube cuivre écroui Ø 12, barre de 5 m         | 25   | barre | LN | 2026-04-07
        CAB-3G25  | Cablor    | RO2V-3G2.5   | Câble U1000 R2V 3G2,5 mm²                     | 750  | m    | MR | 2026-04-07
        GAN-T9    | Protecto  | PR-NIT-9     | Gants nitrile taille 9                        | 24   | boîte | BX | 2026-03-12
        JOI-214   | Etanche   | ET-OR-25X3   | Joint torique 25x3 NBR                        | 200  | pce  | PC | 2026-03-19
        PEI-BL10  | Colora    | CO-ACR-10    | Peinture acrylique blanche, pot de 10 L       | 12   | seau | PL | 2026-05-11
        RUB-AD50  | Colora    | CO-TAPE-50   | Ruban adhésif 50 mm x 66 m transparent        | 72   | rouleau | RL | 2026-03-12
    """),
    "es": _goods("""
        TOR-0820  | Fijamex   | FJ-M8X20     | Tornillo hexagonal M8x20 acero inoxidable     | 600  | pza  | PC | 2026-03-16
        TUE-0800  | Fijamex   | FJ-T-M8      | Tuerca hexagonal M8 acero inoxidable          | 600  | pza  | PC | 2026-03-16
        VAL-0050  | Valvusa   | VU-BOLA-50   | Válvula de bola 1/2" NPT latón                | 20   | ud   | EA | 2026-03-25
        MAN-0019  | Flexicor  | FX-19-R2     | Manguera hidráulica 3/4" R2                   | 150  | metro | MR | 2026-04-08
        ACE-0200  | Lubrinor  | LN-ISO68     | Aceite hidráulico ISO 68                      | 3    | tambor | DR | 2026-04-15
        GUA-0009  | Seguridad | SG-NIT-9     | Guantes de nitrilo talla 9                    | 30   | caja | BX | 2026-03-11
        CIN-0048  | Embala    | EM-48-100    | Cinta de embalaje 48 mm x 100 m               | 96   | rollo | RL | 2026-03-11
        FOC-0018  | Lumisol   | LS-T8-18     | Tubo LED T8 18 W luz fría                     | 240  | ud   | EA | 2026-05-20
        JUN-0025  | Sellotec  | ST-NBR-25    | Junta tórica 25x3 NBR 70                      | 1500 | pza  | PC | 2026-03-18
    """),
    "vi": _goods("""
        BL-M10-40 | Thép Việt | TV-M10X40    | Bu lông lục giác ngoài M10x40 mạ kẽm          | 1200 | cái  | EA | 2026-03-16
        DO-M10    | Thép Việt | TV-DO-M10    | Đai ốc M10 mạ kẽm                             | 1200 | cái  | EA | 2026-03-16
        VB-6205   | Vòng Sao  | 6205-2RS     | Vòng bi 6205 2RS                              | 24   | vòng | | 2026-03-24
        CAP-CV25  | Cáp Nam   | CV-2.5       | Dây điện đơn CV 2.5 mm² màu đỏ                | 800  | mét  | MR | 2026-04-06
        ONG-27    | Nhựa Xanh | NX-D27       | Ống nhựa PVC D27 dày 1,8 mm                   | 150  | cây  | LN | 2026-04-06
        GT-L      | An Toàn   | AT-NIT-L     | Găng tay nitrile cỡ L                         | 30   | hộp  | BX | 2026-03-10
        BK-48     | Băng Keo  | BK-48-100    | Băng keo trong 48 mm x 100 yard               | 144  | cuộn | RL | 2026-03-10
        SON-CR    | Sơn Mai   | SM-CR-18     | Sơn chống rỉ màu xám, thùng 18 lít            | 6    | thùng | CT | 2026-05-12
        DAU-68    | Dầu Việt  | DV-68        | Dầu thủy lực 68, phuy 200 lít                 | 2    | phuy | DR | 2026-05-12
    """),
    "zh": _goods("""
        WL-100821 | 华固     | HG-M8-20     | 内六角螺钉 M8×20 12.9级                         | 500  | 个   | EA | 2026-03-16
        WL-100822 | 华固     | HG-M8-25     | 内六角螺钉 M8×25 12.9级                         | 300  | 个   | EA | 2026-03-16
        WL-200301 | 联轴     | 6205-2RS     | 深沟球轴承 6205-2RS                             | 40   | 套   | ST | 2026-03-23
        WL-300115 | 通流     | TL-Q11F-15   | 不锈钢球阀 Q11F-16P DN15                        | 20   | 台   | UN | 2026-04-02
        WL-400210 | 远缆     | YL-RVV-3X2.5 | 护套线 RVV 3×2.5平方                            | 800  | 米   | MR | 2026-04-02
        WL-500045 | 安护     | AH-NBR-L     | 丁腈手套 L码 100只装                            | 30   | 盒   | BX | 2026-03-10
        WL-500112 | 安护     | AH-KN95      | 防尘口罩 KN95                                   | 100  | 包   | PK | 2026-03-10
        WL-600078 | 封泰     | FT-20X2      | O型密封圈 20×2 丁腈                             | 1000 | 个   | EA | 2026-03-27
    """),
}
