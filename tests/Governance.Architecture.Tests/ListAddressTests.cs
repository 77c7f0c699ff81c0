using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>
/// What is chosen while the browser is still on its way to the last choice must not be chosen of an address that is no more.
/// </summary>
public sealed partial class ListAddressTests
{
    [Fact]
    public void Pages_ChangeTheirQuery_ThroughTheListsKit()
    {
        var lists = Repository
            .Sources.Where(file =>
                file.EndsWith(".razor", StringComparison.Ordinal) && Repository.Read(file).Contains("<FilterBar", StringComparison.Ordinal)
            )
            .ToList();
        var ofLists = Repository.Sources.Where(file =>
            lists.Contains(file) || lists.Contains(file.Replace(".razor.cs", ".razor", StringComparison.Ordinal))
        );

        Assert.True(lists.Count >= 16, $"{lists.Count} lists have filters");
        Assert.DoesNotContain(ofLists, file => OwnAddress().IsMatch(Repository.Flat(file)));
        Assert.DoesNotContain(Repository.Sources, file => OfThePresent().IsMatch(Repository.Flat(file)));
    }

    // Another page is another matter.
    [GeneratedRegex(@"NavigateTo\((?!\$""/|\w*Addresses\.)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnAddress();

    [GeneratedRegex(@"NavigateTo\(\w*\.?With\(", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfThePresent();
}
