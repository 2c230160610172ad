/*
 * What people build passwords from: the words, names and keyboard patterns that recur in every leaked
 * collection, in lower case and without digits in place of letters. `is-common-password.ts` knows how people
 * vary them (2024, !, 123, P@ssw0rd, repeated twice).
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
  pass passwd password passwort passwords passphrase passcode contrasena contrasenha motdepasse senha parola
  haslo wachtwoord geheim geheimnis secret secrets secreto secure security letmein letme welcome willkommen
  bienvenue bienvenido welkom changeme changeit change default guest admin administrator admins root toor user
  username login logon signin sysadmin system server database oracle mysql postgres cisco router manager master
  superuser super test testing tester test123 testtest demo temp temporary example sample private access
  access14 account office work company business service support helpdesk computer internet windows microsoft
  apple macbook iphone ipad android samsung nokia motorola google gmail yahoo hotmail facebook youtube twitter
  instagram myspace linkedin skype amazon paypal netflix ebay adobe photoshop nintendo playstation xbox qwerty
  qwertz azerty qwert qwer asdf asdfg zxcv zxcvb qazwsx wsxedc edcrfv zaqxsw zaqwsx qweasd qweasdzxc asdzxc
  poiuy iloveyou iloveu ilove loveyou loveme lovely lover lovers love lovelove mylove truelove forever
  forever21 always together sweet sweetheart sweetie sweety honey honeybee baby babygirl babyboy babe babydoll
  darling angel angels princess prince queen king kingdom kisses kissme kiss hugs heart hearts happy happiness
  smile smiley sunshine sunflower sunny sunset sunrise sun moon moonlight star stars starlight stardust sky
  heaven hello helloworld hellohello hola bonjour ciao salut goodbye goodluck lucky luckyone trustno trustnoone
  trustme nothing something anything everything whatever nobody someone anyone everyone myself yourself please
  thankyou sorry forget forgetme forgot remember never again tomorrow today yesterday monday tuesday wednesday
  thursday friday saturday sunday january february march april may june july august september october november
  december spring summer autumn fall winter montag dienstag januar februar sommer herbst frühling verano
  invierno primavera monkey dragon tiger lion leopard panther jaguar cheetah wolf wolves bear teddybear eagle
  eagles falcon hawk phoenix raven ravens crow robin bird birdie parrot penguin dolphin dolphins shark whale
  fish fishing fisher turtle frog froggy snake python cobra viper spider scorpion butterfly ladybug bee
  bumblebee dog doggy doggie dogs puppy puppies pup cat cats kitty kitten kittens kitkat horse horses pony
  unicorn cow pig piggy sheep goat rabbit bunny hamster mouse rat squirrel fox foxy deer moose buffalo elephant
  giraffe zebra gorilla panda koala kangaroo rooster chicken duck ducks goose turkey mustang bronco broncos
  stallion coffee tea beer whiskey vodka tequila wine water milk sugar chocolate cookie cookies candy cake
  cupcake cheese cheesecake pizza burger bacon banana bananas orange oranges apples peach peaches cherry
  strawberry blueberry raspberry lemon lime mango coconut pineapple watermelon pumpkin potato tomato onion
  pepper salt ginger cinnamon vanilla butter peanut butterfinger snickers popcorn pepsi cocacola sprite
  mountain mountaindew red blue green yellow purple black white silver golden gold pink brown gray grey violet
  crimson scarlet indigo turquoise diamond diamonds crystal ruby emerald sapphire pearl jade amber opal
  platinum copper iron steel metal stone rock rocks rocky football soccer baseball basketball hockey tennis
  golf golfer rugby cricket volleyball boxing wrestling karate ninja ninjas samurai swimming swimmer runner
  running skate skater skateboard snowboard surfer surfing hunter hunting racing racer champion champions
  winner winners player players gamer gaming game games team goal victory hero heroes legend legends liverpool
  arsenal chelsea everton manchester manutd manchesterunited barcelona realmadrid juventus inter intermilan
  acmilan bayern bayernmunich dortmund schalke galatasaray fenerbahce besiktas celtic rangers benfica sporting
  porto ajax flamengo corinthians palmeiras boca bocajuniors riverplate yankees redsox lakers bulls celtics
  cowboys steelers packers patriots giants raiders dodgers cubs braves mets tigers pirates marlins phillies
  redskins dallas chicago boston newyork houston denver seattle miami atlanta orlando detroit cleveland memphis
  austin brooklyn manhattan california florida texas alaska hawaii virginia georgia arizona nevada colorado
  michigan london paris berlin hamburg munich münchen vienna wien zurich madrid rome milan milano napoli roma
  lisbon amsterdam moscow moskva istanbul ankara tokyo beijing shanghai hongkong singapore sydney melbourne
  toronto montreal vancouver dublin scotland ireland england britain france germany deutschland spain espana
  italy italia portugal brasil brazil mexico argentina colombia chile peru canada america usa russia poland
  polska turkiye greece sweden norway denmark finland holland belgium austria switzerland australia japan china
  korea india pakistan indonesia malaysia thailand vietnam philippines africa nigeria kenya egypt europe asia
  alexander alexandra alexandre alexandru alejandro alejandra alex alexis alexia alice alicia alina allison
  amanda amelia andrea andreas andreea andrei andres andrew andy angela angelica angelina angelo anita anna
  annie anthony antonio arthur ashley ashleigh barbara beatriz benjamin bernard bianca billy bobby bonnie
  brandon brandy brenda brian brianna bradley brittany britney bruce bryan caitlin calvin cameron camila
  camille carla carlos carlitos carmen carolina caroline catherine cecilia celine charles charlie charlotte
  chester chris christian christina christine christopher cindy claire claudia clinton connor courtney cynthia
  daddy daisy daniel daniela danielle danny david davide dakota debbie deborah denise dennis derek diana diego
  dominic dominique donald donna dorothy douglas dylan eddie eduardo edward elena elizabeth emily emma enrique
  eric erica erika esteban ethan eugene eva evelyn felipe felix fernanda fernando florian francesca francesco
  francis francisco frank frankie franklin fred freddy frederic gabriel gabriela gabrielle george gerald gerard
  gianluca gilbert gina giovanni giulia giuseppe gloria gordon grace graham gregory guillermo gustavo hannah
  hans harley harold harry heather hector helena henry holly howard hugo ian ignacio irene isaac isabel
  isabella isabelle ivan jack jackie jackson jacob jacqueline jaime jake james jamie jan janet jasmine jason
  javier jean jeffrey jenna jennifer jenny jeremy jerome jerry jesse jessica jessie jimmy joanna joel johan
  johannes john johnny johnson jonathan jordan jordan23 jorge jose joseph joshua juan juanita judith julia
  julian juliana julie juliet julien julio justin justine karen karina karl katherine kathleen kathryn katie
  katrina kayla keith kelly kenneth kenny kevin kimberly kristen kristin kristina kyle larry laura lauren
  laurent lawrence leanne lee leonard leonardo leonie leslie lewis liam linda lindsay lindsey lisa logan
  lorenzo lorraine louis louise lucas lucia luis luisa luke madison magdalena manuel manuela marc marcel
  marcela marco marcos marcus margaret maria mariah mariana marie marina mario marion marissa mark marlon marta
  martha martin martina marvin mary mason mathieu matteo matthew matthias maurice mauricio max maxime
  maximilian maximus maxwell megan melanie melissa mercedes michael michaela michel michele michelle miguel
  mike miranda mitchell mohamed mohammed molly monica monique morgan muhammad murphy nancy natalia natalie
  nataly natasha nathalie nathan nathaniel nicholas nicola nicolas nicole nikita nikolas norman olivia oliver
  oscar pablo pamela paola patricia patrick patrik paul paula paulina pauline pedro peter philip philippe
  phillip pierre rachel rafael ralph ramona raquel raymond rebecca regina renata ricardo richard riley robert
  roberta roberto rodrigo roger roland roman romeo ronald ronaldo ronaldinho rosario rosemary roxanne ruben
  russell ryan sabrina salvador salvatore samantha sammy samuel sandra santiago sara sarah sascha scott scotty
  sean sebastian sergio shannon sharon shaun shawn sheila shelby shirley sidney silvia simon simone sofia sonia
  sophia sophie spencer stanley stefan stefania stefano stella stephan stephanie stephen steve steven stewart
  stuart susan susana susanne suzanne sylvia sylvester tamara tanya tatiana taylor teresa terry thomas tiffany
  timothy tobias tommy tony tracey travis trevor trinity tristan tyler valentin valentina valentine valeria
  vanessa veronica victor victoria vincent viviana vladimir walter warren wendy wesley william williams willie
  winston xavier yolanda yvonne zachary smith jones davis miller wilson moore anderson thompson garcia martinez
  robinson rodriguez gonzalez hernandez lopez perez sanchez ramirez torres flores rivera gomez diaz müller
  mueller schmidt schneider fischer weber meyer wagner becker schulz hoffmann batman superman spiderman ironman
  wolverine joker hulk avengers marvel starwars starwars1 skywalker jedi yoda vader darthvader chewbacca
  startrek enterprise spock matrix neo gandalf frodo legolas hobbit lordoftherings harrypotter potter hermione
  hogwarts voldemort dumbledore slytherin gryffindor pokemon pikachu charizard naruto sasuke sakura itachi goku
  vegeta dragonball dragonballz onepiece luffy bleach zelda luigi sonic kirby yoshi minecraft warcraft
  worldofwarcraft starcraft diablo halo counterstrike callofduty fortnite roblox leagueoflegends finalfantasy
  sephiroth assassin creed doom quake tekken simpsons bart homer simpson southpark cartman familyguy scooby
  scoobydoo snoopy garfield tweety tweetybird mickey mickeymouse minnie donaldduck goofy pluto bambi simba
  tinkerbell cinderella peterpan disney disneyland spongebob hellokitty barbie teletubbies rugrats metallica
  nirvana slipknot greenday blink182 linkinpark eminem tupac biggie beatles elvis presley madonna beyonce
  rihanna shakira bieber justinbieber onedirection hannahmontana jonasbrothers backstreet spicegirls acdc
  ironmaiden pinkfloyd ledzeppelin guitar drummer drums piano violin music musica musician singer dancer
  dancing dance disco rockandroll rockstar rocknroll hiphop ferrari porsche mercedesbenz bmw audi volkswagen
  toyota honda nissan mazda subaru mitsubishi suzuki yamaha kawasaki ducati harleydavidson chevy chevrolet
  camaro corvette ford dodge lamborghini bugatti ferarri tesla jesus jesuschrist christ god godisgood godislove
  jehovah allah buddha bible church faith hope blessed blessing amen angel123 heavenly spirit holy peace
  freedom liberty justice truth destiny fortune miracle magic magical wizard witch vampire zombie ghost demon
  devil satan lucifer hell666 evil darkness shadow shadows midnight night nightmare dream dreamer dreams
  dreaming fantasy mystery mysterious infinity eternity universe galaxy planet earth mars venus jupiter saturn
  neptune apollo zeus athena hercules atlantis olympus titan titanic thunder lightning storm stormy rainbow
  rain snow snowball snowflake snowman ice fire firefly flame flames burning ocean beach island river lake
  forest tree trees flower flowers rose roses lily tulip orchid lavender garden nature wild wildcat wildcats
  mother mommy mummy mama mamma maman father dad papa daddysgirl brother sister family familia friend friends
  bestfriend bestfriends bff boyfriend girlfriend husband wife children child kids boy boys girl girls woman
  women man men lady ladies gentleman grandma grandpa student teacher school college university doctor nurse
  police soldier army navy marine marines airforce captain major general sergeant colonel pirate cowboy cowgirl
  gangster thug hacker hacked cracker killer murder warrior fighter gladiator knight knights castle sword
  shotgun bullet sniper rifle money money1 cash dollar dollars million millionaire billion rich success power
  powerful strong energy electric atomic nuclear rocket turbo nitro speed speedy express flash fast faster
  number numberone first only one two three four five six seven eight nine ten zero hundred thousand fuckyou
  fuckoff fuckme fucker fuck asshole bitch bitches bastard bullshit shit shithead pussy dick cock boobs boobies
  tits sexy sexygirl sexyboy sexybitch sex hot hottie hotstuff naughty playboy playgirl porn pornstar hardcore
  stupid idiot loser moron crazy insane psycho lunatic funny haha hahaha lol lmao omg wtf cool coolio awesome
  amazing beautiful gorgeous pretty perfect sweetpea precious special unique genius einstein brilliant buster
  maggie bella bailey lucy sadie cooper tucker rusty sparky chloe cleo coco oreo smokey socks tigger whiskers
  mittens misty patches muffin buddy duke bandit toby rex butthead beavis scooter skippy slayer smokie snapper
  spanky sparkle spooky stinky sticky sunfire tarheel tazman topgun trouble trucker tuning undertaker united
  vegas volcom voodoo walker wanker wombat woody xfiles yankee zeppelin zxcvbnm bigdaddy bigdog bigboy bigman
  blowjob bluebird blackie blackjack blaster blazer blizzard bond jamesbond booboo booger boomer bulldog
  bulldogs bubba bubbles carter casper chance charger chopper clipper compaq cumshot cyclone deadhead destroyer
  dexter digital dreamweaver driver eclipse engineer explorer fireman flyers freak freaky free future gateway
  gators goblue goldfish hardrock homerun hornet husker icecream icecube illusion inferno insomnia intrepid
  junior kermit kingkong knicks lacrosse ladder lobster longhorn macintosh magnum maverick maveric mustard
  newpass newpassword mypassword mypass yourpassword thepassword nopassword password1234 newlife nascar network
  newcastle nofear norton notebook packard panties paradise passion patriot pebbles pentium pookie pooky popeye
  prelude prodigy punkin quality quantum quest rambo ranger rasta rebel redneck redwings reddog renegade
  research roadrunner runescape sandman scarface science secretary senator shooter showtime sidekick sierra
  silverado simple skeeter skyline smoker smooth soccer1 softball solution spartan spartans spectrum stargate
  storage stranger stratus studio submit suckit swordfish tango telephone teens terminator thx1138 tomcat
  tornado triumph trooper trumpet trustno1 vacation viking vikings village virus vision vortex warlock
  warhammer warriors webmaster weasel whisper whocares wildfire willow wonder wrangler open opensesame sesame
  abracadabra hocus pocus secretpassword supersecret topsecret correcthorsebatterystaple qwe qaz wsx edc asd
  zxc abc xyz aaa iii ooo the and for you your yours mine our not are was has with this that from here there
  old new big good bad best day days time year years life live living world house home room door car cars bike
  boat plane train truck phone email online offline website web net com org marlboro thx liverpoo metallic
  creative rush airborne lifehack guinness lasvegas dickhead alexande christin stalker pooh poohbear bollocks
  drowssap spitfire maryjane svetlana westside cherokee suckballz semperfi marshall passport budlight swordfis
  pearljam logitech wolverin peekaboo panthers elizabet spiderma predator rolltide fktrcfylh chevelle cardinal
  american alexandr wolfpack darkside telecom vodafone bismillah heslo undefined null kumar menara ubnt unknown
  banned biteme klaster hammer merlin monster jasper adidas enter badboy bigdick bigtits fender barney gfhjkm
  ghbdtn iceman horny gemini helpme albert samson gunner parker godzilla beaver animal phantom voyager hooters
  donkey therock little cassie fluffy nelson gibson pantera member goober montana poopoo pimpin enigma genesis
  hotrod badger action jester badass bill shorty diesel porno hitman mozart lizard ruslan thumper death mercury
  marley sucker adrian hummer redrum rascal bigred assman bishop galore oksana domino brutus duncan cougar
  brooke digger tinker poop slut boogie accord reggie avalon saints penis extreme empire baxter people danger
  arnold mookie bambam skipper serega hobbes alison nemesis burton picard sublime galina newport madmax bigcock
  classic raptor hendrix avatar alpha hard indian kirill polina hentai lalala spirits bigfoot sunlight starfish
  seahorse superstar rockets superhero supernova superior supreme maryland kentucky tennessee louisiana
  oklahoma minnesota wisconsin nebraska kansas missouri indiana illinois alabama arkansas wyoming idaho utah
  oregon washington delaware connecticut vermont hampshire pennsylvania pittsburgh philadelphia sacramento
  oakland portland nashville jacksonville cincinnati milwaukee baltimore birmingham leeds sheffield bristol
  cardiff belfast edinburgh glasgow marseille toulouse bordeaux lyon nantes strasbourg sevilla valencia malaga
  bilbao torino firenze palermo venezia genova frankfurt stuttgart dresden leipzig hannover bremen köln
  nürnberg bucharest budapest warszawa krakow praha athens belgrade zagreb kiev ukraine belarus armenia israel
  palestine lebanon syria iran iraq saudi dubai bangladesh delhi mumbai bangalore chennai karachi lahore
  jakarta bali manila bangkok hanoi saigon seoul osaka kyoto taipei taiwan brisbane perth adelaide auckland
  zealand capetown johannesburg cairo casablanca morocco tunisia algeria ghana
  `
    .trim()
    .split(/\s+/),
)
