using System.Reflection;
using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Portal.Kernel.Api;

namespace Governance.Architecture;

/// <summary>
/// docs/refusals.md names every refusal, with its status, and no other; a feature may name its own in a refusals.md in its folder.
/// </summary>
public sealed partial class RefusalTests
{
    private const string Document = "docs/refusals.md";

    private static readonly string[] s_documents =
    [
        Document,
        .. Repository
            .Files("src", ".md")
            .Where(f => Repository.FeatureOf(f) is not null && Path.GetFileName(f) == Path.GetFileName(Document)),
    ];

    // Made where the code comes with what is refused.
    private static readonly string[] s_passedOn =
    [
        "src/Governance.Portal.Kernel/Api/FieldErrors.cs",
        "src/Governance.Portal.Models/Registry/AddEvidence.cs",
    ];

    [Fact]
    public void Document_OfRefusals_HasEveryCodeOfTheSources()
    {
        var documented = Documented();
        var missing = RefusalSources
            .All.Where(r => r.Code is not null && !documented.ContainsKey(r.Code))
            .Select(r => $"| `{r.Code}` | {RefusalProblems.Status(r.Kind)} | … | … |   ({r.Place})")
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.True(
            missing.Count == 0,
            $"Add to {Document}, or to refusals.md in the feature's folder:{Environment.NewLine}{string.Join(Environment.NewLine, missing)}"
        );
    }

    [Fact]
    public void Document_OfRefusals_HasNoCodeThatIsGone()
    {
        var known = RefusalSources.All.Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        var gone = Documented().Keys.Where(code => !known.Contains(code)).ToList();

        Assert.True(gone.Count == 0, $"{Document} names codes that nothing answers with: {string.Join(", ", gone)}");
    }

    [Fact]
    public void Document_OfRefusals_SaysTheStatusThatIsAnswered()
    {
        var documented = Documented();
        var wrong = RefusalSources
            .All.Where(r =>
                r.Code is { } code and not "internal.error"
                && documented.TryGetValue(code, out var statuses)
                && !statuses.Contains(RefusalProblems.Status(r.Kind))
            )
            .Select(r =>
                $"{r.Code} answers {RefusalProblems.Status(r.Kind)} ({r.Place}), {Document} says {string.Join(", ", documented[r.Code!])}"
            )
            .ToList();

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Document_OfRefusals_SaysWhenAndWhatToDo()
    {
        var thin = Rows().Where(r => r.When.Length < 10 || r.Remedy.Length < 10).Select(r => r.Code).ToList();

        Assert.True(thin.Count == 0, $"Say when, and what to do: {string.Join(", ", thin)}");
        Assert.Equal(Rows().Select(r => r.Code).Distinct(StringComparer.Ordinal).Count(), Rows().Count);
    }

    [Fact]
    public void Refusal_MadeWithACodeThatIsNoLiteral_IsOnTheListOfThoseThatPassOneOn()
    {
        var findings = RefusalSources
            .All.Where(r => r.Code is null)
            .Select(r => r.Place)
            .Where(p => !s_passedOn.Contains(p[..p.LastIndexOf(':')], StringComparer.Ordinal))
            .ToList();

        Assert.True(findings.Count == 0, $"Write the code as a literal, so that it can be found: {string.Join(", ", findings)}");
    }

    [Fact]
    public void Refusal_AsAFixedProperty_IsInTheDocumentWithItsOwnStatus()
    {
        var documented = Documented();
        var properties = typeof(Refusal)
            .Assembly.GetTypes()
            .Where(t => t.Name.EndsWith("Refusals", StringComparison.Ordinal))
            .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Static))
            .Where(p => p.PropertyType == typeof(Refusal))
            .Select(p => (Refusal)p.GetValue(null)!)
            .ToList();

        Assert.NotEmpty(properties);
        Assert.All(
            properties,
            refusal =>
            {
                Assert.True(documented.TryGetValue(refusal.Code, out var statuses), $"{refusal.Code} is missing");
                Assert.Contains(RefusalProblems.Status(refusal.Kind), statuses!);
                Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Source_WithARefusal_IsReadWithCodeAndKind()
    {
        const string Text = """
            static readonly Refusal s_a = new("a.one", "Words (in brackets) \"and\" quotes.", RefusalKind.Forbidden);
            Refusal B() => Refusal.Field("b.two", "field", string.Create(CultureInfo.InvariantCulture, $"x"));
            Refusal C(string code) => new Refusal(code, "m", RefusalKind.Conflict);
            Other D() => new("no.refusal", 1);
            Refusal? E() => errors.Refuse("e.five", "Several things are wrong.");
            """;

        var read = RefusalSources.Of("F.cs", Text).ToList();

        Assert.Equal(
            [
                new("a.one", RefusalKind.Forbidden, "F.cs:1"),
                new("b.two", RefusalKind.Invalid, "F.cs:2"),
                new(null, RefusalKind.Conflict, "F.cs:3"),
                new("e.five", RefusalKind.Invalid, "F.cs:5"),
            ],
            read
        );
    }

    private static Dictionary<string, HashSet<int>> Documented() =>
        Rows()
            .GroupBy(r => r.Code, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.SelectMany(r => r.Statuses).ToHashSet(), StringComparer.Ordinal);

    private static List<(string Code, int[] Statuses, string When, string Remedy)> Rows() =>
        [
            .. Row()
                .Matches(string.Join('\n', s_documents.Select(Repository.Read)))
                .Select(m =>
                    (
                        m.Groups["code"].Value,
                        m.Groups["status"]
                            .Value.Split(',', StringSplitOptions.TrimEntries)
                            .Select(s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture))
                            .ToArray(),
                        m.Groups["when"].Value.Trim(),
                        m.Groups["remedy"].Value.Trim()
                    )
                ),
        ];

    [GeneratedRegex(@"^\| `(?<code>[^`]+)` \| (?<status>[0-9, ]+) \|(?<when>[^|]*)\|(?<remedy>[^|]*)\|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
