using System.Text.Json.Nodes;
using Governance.Domain.Compliance;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Reference;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Compliance;

/// <summary>The law's data is read strictly: what is wrong with it stops the start and is named.</summary>
public sealed class LawDataTests
{
    private static readonly Lazy<string> s_text = new(() =>
    {
        using var stream = typeof(LawLibrary).Assembly.GetManifestResourceStream("reference/eu-ai-act.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    [Fact]
    public void Shipped_HasBothTexts_WithVersionAndDigest()
    {
        var laws = LawLibrary.Shipped;

        Assert.Equal(["2026-07-27", "2024-08-01"], laws.Texts.Select(t => t.Id));
        Assert.Equal(new DateOnly(2026, 7, 27), laws.Texts[1].ValidUntil);
        Assert.All(laws.Texts, t => Assert.Matches("^[0-9a-f]{64}$", t.Sha256));
        Assert.NotEqual(laws.Texts[0].Sha256, laws.Texts[1].Sha256);
        Assert.Contains("2026/1744", laws.Current.TextVersion, StringComparison.Ordinal);
    }

    [Fact]
    public void Shipped_SaysInGermanHowWellItIsVerified()
    {
        using var german = Languages.Use("de");

        Assert.All(LawLibrary.Shipped.Texts, t => Assert.NotNull(T.Current!.Find(t.Verification)));
    }

    public static TheoryData<string, string, string> Faults =>
        new()
        {
            { "unknown key", "    - id: Q11\n", "    - id: Q11\n      colour: red\n" },
            { "unknown condition key", "{any_of_flags: [art25_rebrand]}", "{some_of_flags: [art25_rebrand]}" },
            { "way to nowhere", "set_practice: P-A, next: Q11", "set_practice: P-A, next: Q111" },
            { "unknown class", "set_classes: [prohibited], set_practice: P-A", "set_classes: [forbidden], set_practice: P-A" },
            { "unknown sub-point", "set_practice: P-A,", "set_practice: P-Z," },
            { "impossible date", "{date: \"2027-12-02\"", "{date: \"2027-02-30\"" },
            { "key given twice", "    - id: Q11\n", "    - id: Q11\n      id: Q11\n" },
            {
                "word without quotes",
                "        - {value: \"no\", label: \"No\", exclusive: true, next: Q10}",
                "        - {value: no, label: \"No\", exclusive: true, next: Q10}"
            },
            { "route that turns back", "set_practice: P-C, next: Q15", "set_practice: P-C, next: Q10" },
            { "unknown record kind", "  - policy_result\n  - robustness_report\n  - approval_signoff\n", "  - policy_outcome\n" },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Data_WithAFault_IsRefused(string fault, string right, string wrong)
    {
        var text = s_text.Value.ReplaceLineEndings("\n");
        var at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at > 0, $"{fault}: the data has changed, choose another place");

        var broken = text[..at] + wrong + text[(at + right.Length)..];

        var problem = Assert.Throws<FormatException>(() =>
            LawReader.Read(ReferenceYaml.Read(broken, "law"), LawLibrary.Shipped.Vocabulary, "x", "v")
        );
        Assert.NotEmpty(problem.Message);
    }

    [Fact]
    public void Overlay_ThatTouchesNothing_IsRefused()
    {
        var law = ReferenceYaml.Read(s_text.Value, "law");
        JsonObject Overlay(string id) =>
            new()
            {
                ["text_version"] = "t",
                ["as_of"] = "2026-01-01",
                ["valid_from"] = "2024-08-01",
                ["valid_until"] = "2026-01-01",
                ["remove_obligations"] = new JsonArray(id),
            };

        Assert.Throws<FormatException>(() => LawOverlay.Apply(law, Overlay("OBL-0")));
        Assert.DoesNotContain(
            "OBL-4a",
            LawReader.Read(LawOverlay.Apply(law, Overlay("OBL-4a")), LawLibrary.Shipped.Vocabulary, "x", "v").Obligations.Select(o => o.Id)
        );
    }
}
