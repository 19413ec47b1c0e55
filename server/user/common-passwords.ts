// Passwords that guessing starts with, eight characters or more, lower case.
const WORDS = `
password password1 password12 password123 password1234 password! p@ssw0rd p@ssword passw0rd passw0rd1 pa55word
12345678 123456789 1234567890 12345678910 123123123 123321123 87654321 987654321 0987654321 11112222 11223344
12341234 12344321 123454321 123456123 123456abc 123456aa 1234qwer 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc
qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwer1234 asdfghjk asdfghjkl asdf1234 zxcvbnm1 zaq12wsx zxcvbnm123
abc12345 abc123456 abcd1234 abcdefgh abcdefg1 a1234567 a12345678 a123456789 aa123456 aa12345678 aa112233 qq123456
q1w2e3r4 q12345678 w1234567 wang1234 zhang123 woaini1314 woaini520 woaini123 5201314520 52013141 13141314 31415926
88888888 66666666 99999999 00000000 11111111 22222222 33333333 44444444 55555555 77777777 admin123 admin1234
admin12345 administrator admin888 admin666 administrator1 adminadmin root1234 rootroot test1234 testtest test12345
letmein1 letmein123 welcome1 welcome12 welcome123 iloveyou iloveyou1 sunshine sunshine1 princess princess1
football football1 baseball baseball1 superman superman1 batman123 trustno1 whatever monkey123 dragon123 master123
changeme changeme1 changeme123 computer computer1 internet internet1 michelle jennifer jordan23 starwars starwars1
callcenter callcenter1 callcentre trunkline trunkline1 agent123 agent1234 agent8001 operator operator1 supervisor
service123 kefu1234 kefu123456 kefu8888 zuoxi123 zuoxi888 huawei123 huawei@123 admin@123 abc@1234 aa@123456
pass@123 pass@word1 p@ssw0rd1 p@ssw0rd123 qwe123456 qweasdzxc qweqweqwe asdasdasd zxczxczxc 147258369 159357258
147852369 741852963 789456123 456789123 321654987 1314520520 20002000 19491001 20082008 20262026
`

export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(WORDS.split(/\s+/).filter((word) => word !== ''))
