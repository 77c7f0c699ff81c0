using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>
/// Over the connection of an open page there is less than while a request is answered: what is decided by it must be there both times.
/// </summary>
public sealed partial class OpenPageTests
{
    // The one place that knows that it may be missing.
    private const string Routes = "src/Governance.Portal.Kernel/Identity/PageRoutes.cs";

    [Fact]
    public void TemplateOfARoute_IsReadInOnePlaceOnly() =>
        Assert.Equal(
            [Routes],
            Repository
                .Files("src", ".cs", ".razor")
                .Where(f =>
                    Repository.Read(f) is var text && text.Contains("RouteData", StringComparison.Ordinal) && Template().IsMatch(text)
                )
        );

    [Fact]
    public void RequestOfAPage_IsReadByPagesWithoutAConnectionOnly() =>
        Assert.DoesNotContain(
            Repository.Files("src", ".razor").Where(f => Path.GetFileName(f) != "App.razor"),
            f =>
                Repository.Read(f) is var text
                && Request().IsMatch(text)
                && !text.Contains("ExcludeFromInteractiveRouting", StringComparison.Ordinal)
        );

    [GeneratedRegex(@"\b(?!r\.)\w+\.Template\b")]
    private static partial Regex Template();

    [GeneratedRegex(@"\bHttpContext\??\s+\w+\s*\{\s*get")]
    private static partial Regex Request();
}
