/// Phrases that must be found, by rule: each alternative of the expressions in `lint_ptbr.json`, with inflections and
/// spellings.
enum LintHarshPhrases {
    static let byRule: [(rule: String, phrases: [String])] = [
        (
            "A01",
            [
                "último aviso!", "ULTIMO AVISO", "Última chance", "últimas chances", "última oportunidade",
                "último alerta",
                "derradeira chance", "derradeiro aviso", "os últimos avisos", "último  aviso", "último\naviso",
                "*último* aviso",
                "_último_ aviso", "~último~ *aviso*", "último e definitivo aviso", "aviso final", "última notificação",
                "u\u{0301}ltimo aviso", "úl\u{200B}timo aviso", "úl\u{AD}timo aviso", "último\u{A0}aviso",
                "penúltimo aviso",
                "𝐮𝐥𝐭𝐢𝐦𝐨 𝐚𝐯𝐢𝐬𝐨", "ｕｌｔｉｍｏ ａｖｉｓｏ", "ÚLTIMO\u{2003}AVISO", "ultimо avisо",
                "último_aviso",
                "Prazo final: hoje", "prazo final é hoje", "Prazo final hoje!", "prazo final - amanhã",
                "último prazo para pagar", "Última ch4nce", "ult1mo aviso", "ú1tima chance",
            ]
        ),
        (
            "A02",
            [
                "sob pena de bloqueio", "sofrerá as consequências", "sofrerão as consequências",
                "sofrer graves consequências",
                "arcará com as consequências", "arcar com todas as consequências", "evite consequências",
                "Evite transtornos",
                "evite constrangimentos", "evite problemas", "evitem maiores transtornos",
                "para evitar constrangimentos",
                "evite transtorno", "evite futuros problemas",
                "Consequências graves virão", "graves consequências", "haverá consequências",
                "Não pague e veja o que acontece.", "Não pague e você vai ver o que acontece",
                "Veja o que acontece se não pagar", "experimente não pagar", "Pague logo ou vai se arrepender.",
                "Pague ou você vai ver", "consequências vão vir",
            ]
        ),
        (
            "A03",
            [
                "você vai se arrepender", "você irá se arrepender", "vocês vão se arrepender",
                "não nos obrigue a cortar",
                "nao nos obriguem", "não nos force", "seremos obrigados a agir", "será obrigada a pagar",
                "serei obrigado a",
                "Pague logo ou vai se arrepender.", "irá se arrepender", "ou se arrependerá",
                "pague para não se arrepender",
            ]
        ),
        (
            "A04",
            [
                "medidas judiciais", "medida judicial", "acionar a justiça", "acionar judicialmente", "ação judicial",
                "ações judiciais", "via judicial", "vias judiciais", "cobrança judicial", "processo judicial",
                "processos judiciais", "execução judicial", "execuções judiciais", "acionado judicialmente",
                "acionaremos a Justiça", "medidas legais cabíveis", "medidas legais e judiciais", "entrar na justiça",
                "será cobrado na justiça", "enviado ao departamento jurídico", "providências judiciais",
                "Iremos acionar nosso advogado", "Nosso departamento jurídico entrará em contato", "setor jurídico",
                "nosso advogado", "nossos advogados", "acionaremos o advogado",
                "o advogado da empresa entrará em contato", "escritório de advocacia",
                "a assessoria jurídica vai ligar",
            ]
        ),
        (
            "A05",
            [
                "você será processado", "vamos processar você", "processada", "serão processados", "oficial de justiça",
                "oficiais de justiça", "intimação", "intimações", "será intimado", "citado judicialmente", "juiz",
                "juíza",
                "juízes", "mandado", "mandados", "juizado especial", "vamos processar o cliente",
            ]
        ),
        (
            "A06",
            [
                "penhora de bens", "penhorar", "penhorado", "penhorada", "penhoras", "bens penhorados", "confisco",
                "busca e apreensão", "buscas e apreensões", "bloqueio de conta", "bloqueio de bens",
                "bloqueio de salário",
                "bloqueio da sua conta", "bloquear seus bens",
            ]
        ),
        (
            "A07",
            [
                "caso de polícia", "delegacia", "delegacias", "B.O. contra você", "BO contra", "crime", "crimes",
                "estelionato", "estelionatário", "cadeia", "preso", "presa", "prisão", "prisões", "criminoso",
                "criminosa",
                "criminosos", "policial", "boletim de ocorrência", "processo criminal",
            ]
        ),
        (
            "A08",
            [
                "seu nome vai para o SPC", "evite a negativação", "Serasa", "negativar", "negativado", "negativada",
                "negativados", "negativações", "nome sujo", "nomes sujos", "sujar seu nome", "sujar o seu nome",
                "restrição no CPF", "restrição no nome", "restrições no seu CPF", "cadastro de inadimplentes",
                "protesto",
                "protestar", "protestado", "protestada", "protestos", "cartório", "cartórios", "S P C", "S.P.C.",
                "S-P-C",
                "S E R A S A", "SCPC", "órgãos de proteção ao crédito",
                "Seu nome vai ficar sujo na praça", "seu nome ficará sujo", "sujo na praça", "5erasa", "n3gativad0",
            ]
        ),
        (
            "A09",
            [
                "sua internet será bloqueada, bloqueio hoje", "corte", "cortes", "cortar", "cortaremos", "cortada",
                "cortado",
                "cortados", "desligar", "desligamento", "desligaremos", "desligada", "bloqueio", "bloqueios",
                "bloquear",
                "bloqueado", "bloqueados", "bloquearemos", "suspensão", "suspensões", "suspenso", "suspensa",
                "suspender",
                "suspenderemos", "suspendemos", "suspendido", "cancelamento", "cancelar", "cancelaremos",
                "será cancelado",
                "contrato cancelado", "rescisão", "rescisões", "rescindir", "rescindido", "ficar sem internet",
                "interromper o serviço", "sinal será interrompido", "velocidade reduzida", "*corte* de sinal",
                "c o r t e",
                "Se não pagar até amanhã, perderá a internet.", "Sua internet vai parar de funcionar se não pagar.",
                "Sua internet vai parar", "sua conexão deixará de funcionar", "Vamos tirar sua internet.",
                "Iremos remover o seu acesso", "vamos derrubar o sinal", "tiraremos a sua internet",
                "Você ficará desconectado", "você será desconectada", "vamos desconectar você",
                "vai perder a internet", "você pode perder a internet", "quem não paga fica sem internet",
                "não pagou, perde o acesso", "não há corte se pagar hoje", "não haverá corte", "c0rte",
            ]
        ),
        (
            "A10",
            [
                "pague imediatamente", "URGENTE", "pagamento imediato", "regularização imediata", "urgentíssimo",
                "urgentes",
                "urgentemente", "com urgência", "sem falta", "agora mesmo", "em até 2 horas", "em até 30 minutos",
                "em até 24h", "em até 48 hs", "até hoje às 18h", "até hoje as 18h", "em até vinte e quatro horas",
                "Pague já!", "Regularize já", "Pague o boleto já", "regularize sua situação já", "Pague logo",
                "Quitem logo", "pague agora!", "pague hoje mesmo", "resolva isso já",
                "Pague hoje ou amanhã será tarde", "amanhã já é tarde", "antes que seja tarde", "tarde demais",
                "Vai pagar ou não vai?", "vai pagar ou não?", "Quando é que você vai pagar?",
                "O serviço volta se pagar em até 2 horas", "Pague em até 24 horas", "assunto urgente",
                "Responda agora mesmo", "urg3nte",
            ]
        ),
        (
            "B01",
            [
                "lista de devedores", "cliente inadimplente", "calote", "calotes", "caloteiro", "caloteira",
                "caloteiros",
                "mau pagador", "mau-pagador", "maus pagadores", "maus-pagadores", "má pagadora", "mal pagador",
                "devedor",
                "devedora", "devedoras", "inadimplentes", "velhaco", "velhaca", "trambiqueiro", "golpista",
                "caloteando",
                "Você é um caloteir0", "cal0te", "c4loteiro", "dev3dor",
            ]
        ),
        (
            "B02",
            [
                "que vergonha", "vergonhoso", "vergonhosa", "envergonhado", "envergonhe-se", "falta de caráter",
                "falta de respeito", "falta de compromisso", "falta de palavra", "irresponsável", "irresponsáveis",
                "desonesto", "desonesta", "cara de pau", "cara-de-pau", "enrolado", "enrolada", "enrolando",
                "desculpa esfarrapada", "desculpas esfarrapadas",
                "Que feio, hein?", "que coisa feia", "Muito feio", "v3rg0nh4",
            ]
        ),
        (
            "B03",
            [
                "tome vergonha", "honre seus compromissos", "honre os seus compromissos", "honre seu compromisso",
                "honrar seus compromissos", "cumpra sua obrigação", "cumpra com a sua obrigação",
                "cumpra suas obrigações",
                "quem deve paga", "quem deve tem que pagar", "pague o que deve",
            ]
        ),
        (
            "B04",
            [
                "vamos avisar seu patrão", "iremos ligar para seu chefe", "podemos contatar a sua família",
                "vamos procurar seus vizinhos", "vamos falar com sua mãe", "vamos avisar os seus familiares",
                "podemos falar com o fiador", "avisaremos seu empregador", "ligaremos para o seu trabalho",
                "vamos contar para seus amigos", "teremos que avisar a sua esposa",
                "Seus vizinhos vão saber", "seus vizinhos saberão", "todos os seus amigos vão saber",
                "sua família vai descobrir", "o seu patrão vai ficar sabendo", "todo mundo vai saber",
                "seus parentes serão avisados", "o que vão pensar os seus vizinhos",
            ]
        ),
        (
            "B05",
            [
                "vamos publicar seu nome", "divulgar sua dívida", "expor o débito", "lista de clientes em atraso",
                "mural de devedores", "grupo de clientes em aberto", "publicaremos o seu nome", "publicar\no seu nome",
                "expor\no nome",
            ]
        ),
        (
            "B06",
            [
                "sua dívida", "dívidas", "inadimplência", "cobrança", "cobranças", "cobrar", "atrasado", "atrasada",
                "boletos atrasados", "pendência financeira", "pendências financeiras", "sua dívida em 3 vezes",
                "COBRANÇA",
            ]
        ),
        (
            "C01",
            [
                "sabemos onde você mora", "visita ao seu trabalho", "visita em sua casa", "visita na sua residência",
                "vamos até aí", "vamos até sua casa", "vamos até você", "recolher o equipamento à força",
                "retirar à força",
                "sabemos onde o senhor trabalha", "iremos até a sua casa", "retirar o modem à força",
            ]
        ),
        (
            "C02",
            [
                "recolheremos o roteador", "recolher o equipamento", "retirar o modem", "retiraremos a ONU",
                "devolver o roteador", "devolver em comodato", "recolher os equipamentos", "devolução do modem",
            ]
        ),
        (
            "D01",
            [
                "sua dívida cresce todo dia", "isento de juros só hoje", "isenta de juros somente hoje", "perdão total",
                "juros abusivos", "juros abusivo", "as dívidas crescem a cada dia",
            ]
        ),
        (
            "D02",
            [
                "multa de 10%", "multa 10%", "multa de 2,5%", "multa de 3 %", "multa de 2.01%", "multa de 20%",
                "multa de 100%",
                "multa: 5%", "multa de até 10%", "multa contratual de 10%", "multa de dez por cento", "10% de multa",
                "multa de 10 por cento", "multa (10%)", "multa por atraso de 5%", "multa de *10%*",
            ]
        ),
        (
            "D03",
            [
                "juros de 5% ao mês", "juros 2% ao mês", "juros de 1,5% a.m.", "juros de 10 % ao mês",
                "juros de mora de 2% ao mês",
                "juros de 1% ao dia", "juros de 0,5% ao dia", "5% de juros ao mês", "2% ao mês de juros",
                "juros: 3% a.m.",
                "juros de 2% por mês", "juros de 12% ao mês",
            ]
        ),
        (
            "D04",
            [
                "taxa de religação", "tarifa de reativação", "taxa de desbloqueio", "taxa de cobrança",
                "taxa de boleto",
                "tarifa de emissão", "taxas de religação", "taxa do boleto", "taxa de emissão do boleto",
            ]
        ),
        (
            "E01",
            [
                "PAGUE SEU BOLETO", "ÚLTIMO PRAZO PARA PAGAR", "NÃO DEIXE PARA DEPOIS", "SUA FATURA ESTÁ EM ABERTO",
                "*PAGUE SEU BOLETO*", "P A G U E  S E U  B O L E T O",
                "PAGUE SEU BOLETO LTDA", "PAGUE AGORA FIBRA NORTE LTDA", "FIBRA NORTE LTDA, PAGUE SEU BOLETO",
            ]
        ),
        (
            "E02",
            [
                "pague!!", "sério??", "pague!!!", "⚠️ atenção", "🚨", "❗", "‼️", "⛔", "🔴", "⚠ sem seletor", "pague ! !",
                "não é?!",
            ]
        ),
        ("E03", ["😡", "😠", "🤬", "👮", "👮‍♂️", "💀", "🙄", "😤"]),
        (
            "E04",
            [
                "esqueceu de novo?", "mais uma vez você", "mais uma vez, você", "como sempre", "de novo sem pagar",
                "cadê o pagamento", "Cadê o seu pagamento?", "esqueceu novamente",
            ]
        ),
        (
            "F01",
            [
                "CPF 123.456.789-09", "CPF: 12345678909", "{{cpf}}", "{{ cpf }}", "{{{cpf}}}", "{{&cpf}}", "{{rg}}",
                "{{data_nascimento}}", "{{endereco_cliente}}", "{{senha}}", "{{senha_wifi}}", "{{vars.cpf}}",
                "{{payload.customer.document}}", "123.456.789–09",
            ]
        ),
        (
            "F02",
            [
                "https://bit.ly/abc", "tinyurl.com/x", "is.gd/x", "cutt.ly/x", "encurtador.com.br/x", "goo.gl/x",
                "HTTPS://BIT.LY/ABC", "https://t.co/x", "bit.ly/{{contrato}}",
            ]
        ),
        (
            "F03",
            [
                "clique aqui", "Clique  aqui", "cliquem aqui", "confirme seus dados", "confirme seu dados",
                "confirme os seus dados", "atualize seu cadastro", "atualize o seu cadastro", "senha", "senhas",
                "código recebido por SMS", "*clique* aqui",
                "Informe sua senha", "Não demore: informe sua senha", "se não quer esperar, mande a senha",
            ]
        ),
    ]
}
