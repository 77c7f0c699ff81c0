using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>
/// A style that one component alone uses lies beside it, in <c>X.razor.css</c>; what several use stands in <c>wwwroot-assets/css</c>; what
/// nothing uses, nowhere (docs/adr/0028).
/// </summary>
public sealed partial class StyleTests
{
    private static readonly IReadOnlyList<string> s_scoped =
    [
        .. Repository.Files("src", ".css").Where(f => f.EndsWith(".razor.css", StringComparison.Ordinal)),
    ];

    private static readonly IReadOnlyList<string> s_shared = Repository.Files("wwwroot-assets/css", ".css");

    private static readonly HashSet<string> s_used =
    [
        .. Repository.Sources.Where(Repository.IsOfPortal).SelectMany(f => StyleNames.InSource(Repository.Read(f))),
        .. Repository.Files("wwwroot-assets/src", ".ts").SelectMany(f => StyleNames.InScript(Repository.Read(f))),
        // The framework sets these on the banner that App.razor holds.
        .. new[] { "components-reconnect-show", "components-reconnect-failed", "components-reconnect-rejected" },
    ];

    [Fact]
    public void StylesBesideAComponent_HaveTheirComponent()
    {
        var alone = s_scoped.Where(f => !File.Exists(Repository.Path(Markup(f)))).ToList();

        Assert.True(s_scoped.Count > 80, $"Only {s_scoped.Count} files were found.");
        Assert.True(alone.Count == 0, $"No component of that name beside it: {string.Join(", ", alone)}");
    }

    // Only elements that a component writes itself carry its scope: a rule for another's would never match.
    [Fact]
    public void ClassesThatAScopeIsPutOn_StandInTheComponentsOwnMarkup()
    {
        var findings = (
            from file in s_scoped
            let own = Own(Markup(file))
            from selector in StyleNames.Selectors(Repository.Read(file))
            from name in StyleNames.OfScopedElement(selector)
            where !StyleNames.Has(own, name)
            select $"{file}: {selector} asks for .{name}, which {Path.GetFileName(Markup(file))} writes nowhere"
        ).ToList();

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    [Fact]
    public void Classes_InAnySheet_AreUsed()
    {
        var findings = (
            from file in s_shared.Concat(s_scoped)
            from name in StyleNames.Selectors(Repository.Read(file)).SelectMany(StyleNames.InSelector).Distinct(StringComparer.Ordinal)
            where !StyleNames.Has(s_used, name)
            select $"{file}: .{name}"
        ).ToList();

        Assert.True(findings.Count == 0, $"Nothing has these classes: {string.Join(", ", findings)}");
    }

    // A rule that reaches into two components below says that its elements belong together elsewhere.
    [Fact]
    public void Selectors_ReachIntoChildComponents_Once()
    {
        var findings = (
            from file in s_scoped
            from selector in StyleNames.Selectors(Repository.Read(file))
            where Deep().Count(selector) > 1
            select $"{file}: {selector}"
        ).ToList();

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    // What is read: otherwise the tests above would pass because they see nothing.
    [Fact]
    public void Names_AreRead_AsTheyAreWritten()
    {
        const string markup = """
            <p class="alarm @(late ? "due-over" : null) @tone.ToCss()" title="Not here"><Card Class="@($"wide {(a ? "x" : "y")}")" /></p>
            <i class="heat-@step"></i>
            """;
        const string sheet = """
            /* .no { } */
            @media (width < 720px) { .one > .two:not(.other), p.three::before { color: red; } }
            @keyframes appear { from { opacity: 0; } }
            .four[data-x=".no"] ::deep .five { margin: .5px; }
            """;

        var names = StyleNames.InSource(markup);
        var selectors = StyleNames.Selectors(sheet).ToList();

        Assert.Superset(new HashSet<string> { "alarm", "due-over", "wide", "x", "y", "heat-", "warn" }, names.ToHashSet());
        Assert.DoesNotContain("not", names);
        Assert.True(StyleNames.Has(names.ToHashSet(), "heat-3") && !StyleNames.Has(names.ToHashSet(), "heat-cells"));
        Assert.Equal([".one > .two:not(.other)", "p.three::before", ".four[data-x=\".no\"] ::deep .five"], selectors);
        Assert.Equal(["two", "three", "four"], selectors.SelectMany(StyleNames.OfScopedElement));
        Assert.Equal(["one", "two", "other", "three", "four", "five"], selectors.SelectMany(StyleNames.InSelector));
    }

    private static string Markup(string sheet) => sheet[..^".css".Length];

    private static HashSet<string> Own(string component)
    {
        var code = component + ".cs";
        var names = StyleNames.InSource(Repository.Read(component)).ToHashSet(StringComparer.Ordinal);
        if (File.Exists(Repository.Path(code)))
        {
            names.UnionWith(StyleNames.InSource(Repository.Read(code)));
        }

        return names;
    }

    [GeneratedRegex("::deep", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Deep();
}
