// Where landlines of this country are: area codes of the public numbering plan by province. Mobile numbers do not say where
// they are at home: their segments are given out by the operators, and are no public table.
import { pinyin } from 'pinyin-pro'
import type { Area, PlaceNames } from '#protocol/inbound-rules'
import { displayNumber } from './phone-number.ts'

type Province = { id: string; names: PlaceNames; areas: string }

const province = (id: string, zh: string, en: string, areas: string): Province => ({
  id: `CN-${id}`,
  names: { 'zh-CN': zh, en },
  areas,
})

const PROVINCES: readonly Province[] = [
  province('BJ', '北京', 'Beijing', '010北京'),
  province('SH', '上海', 'Shanghai', '021上海'),
  province('TJ', '天津', 'Tianjin', '022天津'),
  province('CQ', '重庆', 'Chongqing', '023重庆'),
  province(
    'HE',
    '河北',
    'Hebei',
    '0310邯郸 0311石家庄 0312保定 0313张家口 0314承德 0315唐山 0316廊坊 0317沧州 0318衡水 0319邢台 0335秦皇岛',
  ),
  province(
    'SX',
    '山西',
    'Shanxi',
    '0349朔州 0350忻州 0351太原 0352大同 0353阳泉 0354晋中 0355长治 0356晋城 0357临汾 0358吕梁 0359运城',
  ),
  province(
    'NM',
    '内蒙古',
    'Inner Mongolia',
    '0470呼伦贝尔 0471呼和浩特 0472包头 0473乌海 0474乌兰察布 0475通辽 0476赤峰 0477鄂尔多斯 0478巴彦淖尔 0479锡林郭勒 0482兴安盟 0483阿拉善',
  ),
  province(
    'LN',
    '辽宁',
    'Liaoning',
    '024沈阳、抚顺、本溪、铁岭 0411大连 0412鞍山 0415丹东 0416锦州 0417营口 0418阜新 0419辽阳 0421朝阳 0427盘锦 0429葫芦岛',
  ),
  province('JL', '吉林', 'Jilin', '0431长春 0432吉林 0433延边 0434四平 0435通化 0436白城 0437辽源 0438松原 0439白山'),
  province(
    'HL',
    '黑龙江',
    'Heilongjiang',
    '0451哈尔滨 0452齐齐哈尔 0453牡丹江 0454佳木斯 0455绥化 0456黑河 0457大兴安岭 0458伊春 0459大庆 0464七台河 0467鸡西 0468鹤岗 0469双鸭山',
  ),
  province(
    'JS',
    '江苏',
    'Jiangsu',
    '025南京 0510无锡 0511镇江 0512苏州 0513南通 0514扬州 0515盐城 0516徐州 0517淮安 0518连云港 0519常州 0523泰州 0527宿迁',
  ),
  province(
    'ZJ',
    '浙江',
    'Zhejiang',
    '0570衢州 0571杭州 0572湖州 0573嘉兴 0574宁波 0575绍兴 0576台州 0577温州 0578丽水 0579金华 0580舟山',
  ),
  province(
    'AH',
    '安徽',
    'Anhui',
    '0550滁州 0551合肥 0552蚌埠 0553芜湖 0554淮南 0555马鞍山 0556安庆 0557宿州 0558阜阳 0559黄山 0561淮北 0562铜陵 0563宣城 0564六安 0566池州',
  ),
  province('FJ', '福建', 'Fujian', '0591福州 0592厦门 0593宁德 0594莆田 0595泉州 0596漳州 0597龙岩 0598三明 0599南平'),
  province(
    'JX',
    '江西',
    'Jiangxi',
    '0701鹰潭 0790新余 0791南昌 0792九江 0793上饶 0794抚州 0795宜春 0796吉安 0797赣州 0798景德镇 0799萍乡',
  ),
  province(
    'SD',
    '山东',
    'Shandong',
    '0530菏泽 0531济南 0532青岛 0533淄博 0534德州 0535烟台 0536潍坊 0537济宁 0538泰安 0539临沂 0543滨州 0546东营 0631威海 0632枣庄 0633日照 0635聊城',
  ),
  province(
    'HA',
    '河南',
    'Henan',
    '0370商丘 0371郑州、开封 0372安阳 0373新乡 0374许昌 0375平顶山 0376信阳 0377南阳 0379洛阳 0391焦作、济源 0392鹤壁 0393濮阳 0394周口 0395漯河 0396驻马店 0398三门峡',
  ),
  province(
    'HB',
    '湖北',
    'Hubei',
    '027武汉 0710襄阳 0711鄂州 0712孝感 0713黄冈 0714黄石 0715咸宁 0716荆州 0717宜昌 0718恩施 0719十堰 0722随州 0724荆门 0728仙桃、天门、潜江',
  ),
  province(
    'HN',
    '湖南',
    'Hunan',
    '0730岳阳 0731长沙、株洲、湘潭 0734衡阳 0735郴州 0736常德 0737益阳 0738娄底 0739邵阳 0743湘西 0744张家界 0745怀化 0746永州',
  ),
  province(
    'GD',
    '广东',
    'Guangdong',
    '020广州 0660汕尾 0662阳江 0663揭阳 0668茂名 0750江门 0751韶关 0752惠州 0753梅州 0754汕头 0755深圳 0756珠海 0757佛山 0758肇庆 0759湛江 0760中山 0762河源 0763清远 0766云浮 0768潮州 0769东莞',
  ),
  province(
    'GX',
    '广西',
    'Guangxi',
    '0770防城港 0771南宁 0772柳州 0773桂林 0774梧州 0775玉林 0776百色 0777钦州 0778河池 0779北海',
  ),
  province('HI', '海南', 'Hainan', '0898海南'),
  province(
    'SC',
    '四川',
    'Sichuan',
    '028成都、眉山、资阳 0812攀枝花 0813自贡 0816绵阳 0817南充 0818达州 0825遂宁 0826广安 0827巴中 0830泸州 0831宜宾 0832内江 0833乐山 0834凉山 0835雅安 0836甘孜 0837阿坝 0838德阳 0839广元',
  ),
  province('GZ', '贵州', 'Guizhou', '0851贵阳、遵义、安顺 0854黔南 0855黔东南 0856铜仁 0857毕节 0858六盘水 0859黔西南'),
  province(
    'YN',
    '云南',
    'Yunnan',
    '0691西双版纳 0692德宏 0870昭通 0871昆明 0872大理 0873红河 0874曲靖 0875保山 0876文山 0877玉溪 0878楚雄 0879普洱 0883临沧 0886怒江 0887迪庆 0888丽江',
  ),
  province('XZ', '西藏', 'Tibet', '0891拉萨 0892日喀则 0893山南 0894林芝 0895昌都 0896那曲 0897阿里'),
  province(
    'SN',
    '陕西',
    'Shaanxi',
    '029西安、咸阳 0911延安 0912榆林 0913渭南 0914商洛 0915安康 0916汉中 0917宝鸡 0919铜川',
  ),
  province(
    'GS',
    '甘肃',
    'Gansu',
    '0930临夏 0931兰州 0932定西 0933平凉 0934庆阳 0935武威 0936张掖 0937酒泉 0938天水 0939陇南 0941甘南 0943白银',
  ),
  province(
    'QH',
    '青海',
    'Qinghai',
    '0970海北 0971西宁 0972海东 0973黄南 0974海南州 0975果洛 0976玉树 0977海西 0979格尔木',
  ),
  province('NX', '宁夏', 'Ningxia', '0951银川 0952石嘴山 0953吴忠 0954固原 0955中卫'),
  province(
    'XJ',
    '新疆',
    'Xinjiang',
    '0901塔城 0902哈密 0903和田 0906阿勒泰 0908克孜勒苏 0909博尔塔拉 0990克拉玛依 0991乌鲁木齐 0992奎屯 0993石河子 0994昌吉 0995吐鲁番 0996巴音郭楞 0997阿克苏 0998喀什 0999伊犁',
  ),
]

/** As they are known in English where that is not pinyin, or pinyin is read in more than one way. */
const ENGLISH: Readonly<Record<string, string>> = {
  六安: "Lu'an",
  西安: "Xi'an",
  延安: "Yan'an",
  淮安: "Huai'an",
  泰安: "Tai'an",
  雅安: "Ya'an",
  吉安: "Ji'an",
  广安: "Guang'an",
  呼和浩特: 'Hohhot',
  呼伦贝尔: 'Hulunbuir',
  鄂尔多斯: 'Ordos',
  乌兰察布: 'Ulanqab',
  巴彦淖尔: 'Bayannur',
  锡林郭勒: 'Xilingol',
  兴安盟: 'Hinggan',
  阿拉善: 'Alxa',
  哈尔滨: 'Harbin',
  齐齐哈尔: 'Qiqihar',
  吕梁: 'Lüliang',
  拉萨: 'Lhasa',
  日喀则: 'Shigatse',
  林芝: 'Nyingchi',
  昌都: 'Chamdo',
  那曲: 'Nagqu',
  阿里: 'Ngari',
  山南: 'Shannan',
  甘孜: 'Garze',
  阿坝: 'Aba',
  迪庆: 'Diqing',
  海南州: 'Hainan Prefecture',
  果洛: 'Golog',
  玉树: 'Yushu',
  格尔木: 'Golmud',
  塔城: 'Tacheng',
  哈密: 'Hami',
  和田: 'Hotan',
  阿勒泰: 'Altay',
  克孜勒苏: 'Kizilsu',
  博尔塔拉: 'Bortala',
  克拉玛依: 'Karamay',
  乌鲁木齐: 'Urumqi',
  奎屯: 'Kuytun',
  吐鲁番: 'Turpan',
  巴音郭楞: 'Bayingolin',
  阿克苏: 'Aksu',
  喀什: 'Kashgar',
  伊犁: 'Ili',
}

function englishOf(name: string): string {
  const known = ENGLISH[name]
  if (known !== undefined) return known
  const spelt = pinyin(name, { toneType: 'none', type: 'array' }).join('')
  return spelt.slice(0, 1).toUpperCase() + spelt.slice(1)
}

export const AREAS: readonly Area[] = PROVINCES.flatMap(({ id, names, areas }) =>
  areas.split(' ').map((text) => {
    const [, code = '', name = ''] = /^(\d+)(.+)$/.exec(text) ?? []
    return {
      code,
      province: id,
      names: { 'zh-CN': name, en: name.split('、').map(englishOf).join(', ') },
      provinceNames: names,
    }
  }),
)

const BY_CODE = new Map(AREAS.map((area) => [area.code, area]))
const PROVINCE_IDS = new Set(PROVINCES.map(({ id }) => id))

/** `region`: a province by ISO 3166-2, or an area code. */
export const isRegion = (region: string): boolean => PROVINCE_IDS.has(region) || BY_CODE.has(region)

/** Where a landline is; null for any other number. */
export function areaOf(number: string): Area | null {
  const written = displayNumber(number)
  if (!/^0\d{9,11}$/.test(written)) return null
  return BY_CODE.get(written.slice(0, 3)) ?? BY_CODE.get(written.slice(0, 4)) ?? null
}
