using System.Globalization;
using System.Reflection;
using Governance.Domain;
using Governance.Localisation;
using Governance.Portal.Hosting;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// What a refusal names is said as it was given in every language: every text of the German catalogue is once the name in every refusal
/// that is made with one.
/// </summary>
public sealed class RefusedNamesTests
{
    private const string Neutral = "Qz000x";

    // Parameters that are codes of ours: kinds of evidence and roles are said in the language.
    private static readonly string[] s_codes = ["kind", "role", "roles", "held", "needed"];

    // What is longer is cut by some refusals.
    private const int Longest = 60;

    [Fact]
    public void NameThatIsATextOfOurs_InEveryRefusal_StaysAsItWasGiven()
    {
        using var german = Languages.Use("de");
        var catalog = T.Current!;
        List<string> names =
        [
            .. catalog
                .Keys.Where(k => k.Length <= Longest && !k.Contains('{', StringComparison.Ordinal) && catalog.Find(k) != k)
                .Order(StringComparer.Ordinal),
        ];
        List<string> findings = [];
        var (made, said) = (0, 0);
        foreach (var maker in Makers())
        {
            var neutral = Words(maker, Neutral);
            if (!neutral.Exists(w => w.ToString().Contains(Neutral, StringComparison.Ordinal)))
            {
                continue;
            }

            made++;
            foreach (var name in names)
            {
                var words = Words(maker, name);
                for (var i = 0; i < words.Count && i < neutral.Count; i++)
                {
                    // A refusal may name only what could be a name.
                    if (words[i].ToString() != neutral[i].ToString().Replace(Neutral, name, StringComparison.Ordinal))
                    {
                        continue;
                    }

                    said++;
                    var expected = T.Say(neutral[i]).Replace(Neutral, name, StringComparison.Ordinal);
                    if (T.Say(words[i]) != expected)
                    {
                        findings.Add($"{maker.DeclaringType!.Name}.{maker.Name}: “{name}” in “{T.Say(words[i])}”");
                    }
                }
            }
        }

        Assert.True(names.Count > 2_000, $"Only {names.Count} names.");
        Assert.True(made > 150, $"Only {made} refusals name something.");
        Assert.True(said > made * 1_000, $"Only {said} sentences were said.");
        // One of each is enough to look for its cause.
        var causes = findings.GroupBy(f => f.Split(": ")[0], StringComparer.Ordinal).Select(g => $"{g.Last()} and {g.Count() - 1} more");
        Assert.True(findings.Count == 0, $"{findings.Count} sentences:\n{string.Join('\n', causes)}");
    }

    [Fact]
    public void WordOfOurs_InARefusal_IsSaidInTheLanguage()
    {
        using var german = Languages.Use("de");

        Assert.Equal(
            "Dieser Bericht ist bereits im Zustand „fertig“.",
            T.Say(Domain.Reports.ReportRefusals.NotWaiting(Domain.Reports.ReportState.Ready).Words)
        );
    }

    [Fact]
    public void TextWhosePlacesAreNumberedOtherwise_OrWithItsFigureWrittenOut_IsFound()
    {
        using var german = Languages.Use("de");

        Assert.Equal(
            "Für Vorfälle der Kategorie service gilt bereits PBK-0001.",
            T.Say(Domain.Incidents.PlaybookRefusals.CategoryTaken("service", "PBK-0001").Words)
        );
        Assert.Equal(
            "Das Ergebnis muss keep, restrict, retrain, roll-back oder retire sein.",
            T.Say(Domain.Gates.ModelReviewRefusals.OutcomeUnknown.Words)
        );
        Assert.Equal("Service", T.Say(Sentence.Verbatim("Service")));
    }

    // Methods that make a refusal of plain values. What takes a record is looked at in the tests of its feature.
    private static IEnumerable<MethodInfo> Makers() =>
        typeof(FeatureList)
            .Assembly.GetReferencedAssemblies()
            .Where(a => a.Name!.StartsWith("Governance.", StringComparison.Ordinal))
            .Select(Assembly.Load)
            .Append(typeof(FeatureList).Assembly)
            .SelectMany(a => a.GetTypes())
            .Where(t => t.Name.EndsWith("Refusals", StringComparison.Ordinal))
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(m => m.ReturnType == typeof(Refusal) && m.GetParameters() is { Length: > 0 } given)
            .Where(m => m.GetParameters().All(p => !s_codes.Contains(p.Name, StringComparer.Ordinal)))
            .Where(m => !m.ContainsGenericParameters && m.GetParameters().All(p => Value(p.ParameterType, Neutral) is not null))
            .OrderBy(m => $"{m.DeclaringType!.FullName}.{m.Name}", StringComparer.Ordinal);

    private static List<Sentence> Words(MethodInfo maker, string name)
    {
        var given = maker.GetParameters().Select(p => Value(p.ParameterType, name)).ToArray();
        return maker.Invoke(null, given) is Refusal refusal ? [refusal.Words, .. refusal.FieldWords.Values.SelectMany(w => w)] : [];
    }

    private static object? Value(Type type, string name) =>
        type == typeof(string) ? name
        : type == typeof(Sentence) ? Sentence.Verbatim(name)
        : type.IsAssignableFrom(typeof(string[])) && type != typeof(object) ? new[] { name }
        : type.IsAssignableFrom(typeof(Sentence[])) && type != typeof(object) ? new[] { Sentence.Verbatim(name) }
        : type == typeof(int) ? 3
        : type == typeof(long) ? 3L
        : type == typeof(double) ? 0.5
        : type == typeof(DateTimeOffset) ? DateTimeOffset.Parse("2026-11-20T09:00:00Z", CultureInfo.InvariantCulture)
        : type.IsEnum ? Enum.GetValues(type).GetValue(0)
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;
}
