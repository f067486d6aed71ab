// SPDX-License-Identifier: Apache-2.0
//
// Owns: the page's phrases in English and German, side by side. Must not know: where they appear.

extension WebWords {
  typealias Texts = (english: String, german: String)

  static let table: [WebPhrase: Texts] = general.merging(history) { a, _ in a }.merging(people) { a, _ in a }

  private static let general: [WebPhrase: Texts] = [
    .appName: ("Deadmill", "Deadmill"), .live: ("Live", "Live"), .machines: ("Machines", "Geräte"),
    .sets: ("Sets", "Sätze"), .mySets: ("My sets", "Meine Sätze"), .progress: ("Progress", "Fortschritt"),
    .month: ("Month", "Monat"), .signIn: ("Sign in", "Anmelden"), .signOut: ("Sign out", "Abmelden"),
    .staff: ("Staff", "Personal"), .back: ("Back", "Zurück"), .language: ("Language", "Sprache"),
    .save: ("Save", "Speichern"), .cancel: ("Cancel", "Abbrechen"), .yes: ("Yes", "Ja"), .no: ("No", "Nein"),
    .older: ("Older", "Ältere"), .newest: ("Newest", "Neueste"), .name: ("Name", "Name"),
    .noName: ("no name", "ohne Namen"), .skip: ("Skip to the content", "Zum Inhalt"),

    .notLive: ("Not live: %1 old", "Nicht live: %1 alt"), .connecting: ("Connecting", "Verbindet"),
    .noMachine: (
      "There is no machine yet. Is the deadmill service running?",
      "Noch kein Gerät. Läuft der Deadmill-Dienst?"
    ),
    .soundOn: ("Sound on", "Ton an"), .soundOff: ("Sound off", "Ton aus"),
    .fullScreen: ("Full screen", "Vollbild"), .awake: ("The screen stays on.", "Der Bildschirm bleibt an."),
    .awakeNeedsTLS: (
      "The screen may go dark: browsers keep it on for https:// only. Raise the phone's screen time-out.",
      "Der Bildschirm kann dunkel werden: Browser halten ihn nur bei https:// an. Stelle am Telefon eine längere Zeit ein."
    ),
    .speed: ("Speed", "Tempo"), .time: ("Time", "Zeit"), .distance: ("Distance", "Strecke"),
    .iWalkHere: ("I walk here", "Ich gehe hier"), .whoWalks: ("Who walks?", "Wer geht?"),
    .walkHere: ("Put on this machine", "Auf dieses Gerät"), .noWalker: ("No walker", "Ohne Namen"),
    .allMachines: ("All machines", "Alle Geräte"),
    .claimThis: ("This set was mine", "Dieser Satz war meiner"),
    .rateTitle: ("How was the set?", "Wie war der Satz?"), .exertion: ("Exertion", "Anstrengung"),
    .pain: ("Pain", "Schmerz"), .noted: ("Noted.", "Notiert."), .voice: ("Voice", "Stimme"),
    .qrTitle: ("Open this machine on a phone", "Dieses Gerät auf dem Telefon öffnen"),
    .openOnPhone: ("On your phone", "Auf dem Telefon"),

    .notFound: ("Not found", "Nicht gefunden"),
    .notFoundText: (
      "There is nothing here, or it is not yours to see.", "Hier ist nichts, oder es ist nicht für dich."
    ),
    .forbidden: ("Not allowed", "Nicht erlaubt"),
    .forbiddenText: ("Sign in first.", "Melde dich zuerst an."),
    .logBusy: (
      "The log is busy; try again in a moment.",
      "Das Protokoll ist beschäftigt; versuche es gleich noch einmal."
    ),
    .logGone: ("The log cannot be read: %1", "Das Protokoll kann nicht gelesen werden: %1"),
    .daemonGone: (
      "The deadmill service does not answer, so nothing was changed. Try again in a moment.",
      "Der Deadmill-Dienst antwortet nicht, es wurde nichts geändert. Versuche es gleich noch einmal."
    ),
    .refused: ("That was not done: %1", "Das wurde nicht getan: %1"),
    .formOld: (
      "This form is too old. Go back, reload the page, and try again.",
      "Dieses Formular ist zu alt. Geh zurück, lade die Seite neu und versuche es noch einmal."
    ),
    .tooLarge: ("That is too much at once.", "Das ist zu viel auf einmal."),
    .failed: ("Something went wrong; the journal says what.", "Etwas ging schief; was, steht im Journal."),
  ]

  private static let history: [WebPhrase: Texts] = [
    .noSets: ("No sets yet.", "Noch keine Sätze."), .day: ("Day", "Tag"), .startedAt: ("Start", "Beginn"),
    .duration: ("Time", "Zeit"), .metres: ("Metres", "Meter"), .meanSpeed: ("Mean speed", "Mittleres Tempo"),
    .power: ("Power", "Leistung"), .work: ("Work", "Arbeit"), .machine: ("Machine", "Gerät"),
    .walker: ("Walker", "Wer"), .note: ("Note", "Notiz"), .set: ("Set", "Satz"),
    .setOn: ("Set %1 on %2", "Satz %1 auf %2"), .speedOverTime: ("Speed over time", "Tempo über die Zeit"),
    .download: ("Download", "Herunterladen"),
    .suspect: ("Suspect: not counted. %1", "Verdächtig: zählt nicht. %1"),
    .simulated: ("simulated", "simuliert"), .entered: ("entered by hand", "von Hand eingetragen"),
    .discarded: ("discarded", "verworfen"), .totals: ("Totals", "Summen"),
    .setsCount: ("%1 sets", "%1 Sätze"),
    .trend: ("Trend", "Verlauf"),
    .trendClear: ("%1 km/h a week", "%1 km/h je Woche"),
    .trendUnclear: ("no clear change of speed yet", "noch keine klare Änderung des Tempos"),
    .bests: ("Bests", "Bestwerte"), .week: ("Week", "Woche"), .weeks: ("Weeks", "Wochen"),
    .aimMet: ("aim reached", "Ziel erreicht"), .printPage: ("Report to print", "Bericht zum Drucken"),
    .farthest: ("Farthest set", "Weitester Satz"), .fastest: ("Fastest mean", "Schnellstes Mittel"),
    .longest: ("Longest set", "Längster Satz"), .mostWork: ("Most work", "Meiste Arbeit"),
    .strongest: ("Most power", "Meiste Leistung"),
    .noWalkerYet: ("Sign in to see your own sets.", "Melde dich an, um deine Sätze zu sehen."),
    .unsureClock: (
      "? The clock was not sure when this set was logged.",
      "? Die Uhr war unsicher, als dieser Satz gespeichert wurde."
    ),
    .rest: ("Rest", "Pause"), .estimatedShort: ("estimated", "geschätzt"),
    .sessionFiles: ("The session's files", "Die Dateien der Einheit"),
  ]

  private static let people: [WebPhrase: Texts] = [
    .pin: ("PIN", "PIN"), .pinHint: ("4 to 12 digits", "4 bis 12 Ziffern"),
    .pinWrong: ("Name or PIN is wrong.", "Name oder PIN ist falsch."),
    .pinWait: ("Too many wrong tries; wait %1 s.", "Zu viele falsche Versuche; warte %1 s."),
    .password: ("Password", "Passwort"),
    .noPIN: (
      "You have no PIN yet: the staff can give you a link.",
      "Du hast noch keine PIN: das Personal kann dir einen Link geben."
    ),
    .setPIN: ("Choose a PIN", "PIN wählen"), .newPIN: ("New PIN", "Neue PIN"),
    .pinSaved: ("The PIN is saved.", "Die PIN ist gespeichert."),
    .wrongName: ("No such name.", "Kein solcher Name."),
    .staffOff: (
      "There is no staff password yet: `deadmill-connect pin` makes one.",
      "Es gibt noch kein Passwort für das Personal: `deadmill-connect pin` macht eines."
    ),
    .myPage: ("My page", "Meine Seite"),
    .personalOff: ("Personal pages are switched off.", "Persönliche Seiten sind ausgeschaltet."),
    .eraseMe: ("Erase me", "Mich löschen"),
    .eraseMeSure: (
      "Type your name to erase it for good. Your sets stay without a name.",
      "Gib deinen Namen ein, um ihn endgültig zu löschen. Deine Sätze bleiben ohne Namen."
    ),
    .erased: ("%1 is forgotten.", "%1 ist vergessen."),
    .linkUsed: (
      "This link was used or is too old. Ask for another one.",
      "Dieser Link ist verbraucht oder zu alt. Frag nach einem neuen."
    ),
    .linkTitle: ("Your own page", "Deine eigene Seite"),
    .linkGood: ("This phone will see the sets of %1.", "Dieses Telefon sieht dann die Sätze von %1."),
    .signedInAs: ("Signed in as %1", "Angemeldet als %1"),
    .endAll: ("Sign out everywhere", "Überall abmelden"),

    .claimTitle: ("Whose set was this?", "Wessen Satz war das?"),
    .claimWhose: ("%1, %2", "%1, %2"), .claimName: ("Your name", "Dein Name"),
    .claimButton: ("It was mine", "Es war meiner"),
    .claimDone: ("The set is %1's now.", "Der Satz gehört jetzt %1."),
    .claimGone: (
      "This code is not valid any more. The staff can still assign the set.",
      "Dieser Code gilt nicht mehr. Das Personal kann den Satz noch zuordnen."
    ),
    .claimUsed: (
      "This code was used already. The staff can still assign the set.",
      "Dieser Code wurde schon benutzt. Das Personal kann den Satz noch zuordnen."
    ),
    .claimTaken: ("This set belongs to another walker already.", "Dieser Satz gehört schon jemand anderem."),
    .claimNew: (
      "You are signed in on this phone. Choose a PIN to come back from another one.",
      "Du bist auf diesem Telefon angemeldet. Wähle eine PIN, um von einem anderen wiederzukommen."
    ),
    .claimKnown: (
      "That name was known already: sign in with its PIN to see all its sets.",
      "Den Namen gab es schon: melde dich mit seiner PIN an, um alle Sätze zu sehen."
    ),
    .claimFiles: ("Take it with you", "Zum Mitnehmen"), .claimAsMe: ("It was mine: %1", "Es war meiner: %1"),

    .walkers: ("Walkers", "Personen"), .addWalker: ("Add a walker", "Person hinzufügen"),
    .rename: ("Rename", "Umbenennen"), .erase: ("Erase", "Löschen"),
    .erasing: (
      "Type the name to erase it for good. The sets stay without a name.",
      "Gib den Namen ein, um ihn endgültig zu löschen. Die Sätze bleiben ohne Namen."
    ),
    .makeLink: ("Link for their phone", "Link für ihr Telefon"),
    .linkFor: ("For the phone of %1", "Für das Telefon von %1"),
    .linkLasts: ("Good once, for a day.", "Einmal gültig, einen Tag lang."),
    .retire: ("Not used any more", "Nicht mehr in Gebrauch"),
    .serviced: ("Serviced now", "Jetzt gewartet"), .since: ("since service %1", "seit Wartung %1"),
    .accept: ("Accept", "Annehmen"), .discard: ("Discard", "Verwerfen"), .restore: ("Restore", "Zurückholen"),
    .onMachine: ("on %1", "auf %1"), .takeOff: ("No walker", "Ohne Namen"),
    .sessionsEnded: ("All are signed out.", "Alle sind abgemeldet."),
    .bodyMass: ("Body mass, kg", "Körpermasse, kg"),
    .printQR: ("Print its QR code", "QR-Code drucken"), .tokens: ("Programs", "Programme"),
    .makeToken: ("Make a token", "Token anlegen"),
    .tokenOnce: ("Copy it now; it is not shown again:", "Jetzt kopieren; es wird nicht wieder gezeigt:"),
    .removeToken: ("Remove", "Entfernen"), .tokenName: ("For which program", "Für welches Programm"),
  ]
}
