namespace Governance.Testing;

/// <summary>
/// What people, their policies and other systems write, and what a portal that repairs, translates or renders text would show otherwise:
/// markup, quotes, templates, other languages, and sentences that are, or once were, our own.
/// </summary>
internal static class WrittenSentences
{
    public static IReadOnlyList<string> All { get; } =
    [
        "3 of 9 datasets are ready for review.",
        "datasets are ready",
        "Nobody who asks for this promotion may write.",
        "All models of tier1 are read. \"Somebody else\" asked for.",
        "Whoever asks goes on as told upon this, of which anew.",
        "Die Prüfung der „Kreditentscheidungen“ fehlt; ß, é, ł.",
        "**bold** _it_ [link](https://bank.example) `code` | table |",
        "<b onclick=\"x()\">Tea & milk</b> &amp; <script>alert('1')</script>",
        "Monitoring",
        "approve with condition",
        "from development to production",
        "auc is 0.7; it must be >= 0.75. Improve the model or choose another version.",
        "The model card EVD-0012 lacks intendedUse, outOfScope. Fill these sections in.",
        "USR-0007 asks for this promotion and also has registered-version. Have somebody else request it.",
        "EVD-0001 was filed by no known person. Have somebody else file fairness evidence.",
        "Waived by WVR-0001 until 2026-12-31T00:00:00.000Z.",
        "The policy credit 1.2 expired on 2026-01-31 and was not applied. Renew it or replace it.",
        "The text was erased. It had the SHA-256 of the file.",
        "Anna for Ben for Carla",
        "3 Nov 2026",
        "{0} [optional {name}] {n:step|steps} \u00A0\u202F 1,234.5",
        "two  spaces, and Art. 73(3)",
    ];
}
