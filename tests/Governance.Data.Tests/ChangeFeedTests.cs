using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;

namespace Governance.Data.Tests;

/// <summary>A listener hears a change in its own flow of execution: a page stays in its reader's language, no matter who commits.</summary>
public sealed class ChangeFeedTests
{
    [Fact]
    public void Listener_WhenSomebodyElseCommits_HearsInItsOwnLanguage()
    {
        var feed = new ChangeFeed(NullLogger<ChangeFeed>.Instance);
        var committer = CultureInfo.CurrentUICulture;
        string? heard = null;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
        using var listening = feed.Subscribe(["RSK-0001"], _ => heard = CultureInfo.CurrentUICulture.Name);
        CultureInfo.CurrentUICulture = committer;

        feed.Publish([new("risk.rescored", "RSK-0001")]);

        Assert.Equal("de", heard);
        Assert.Equal(committer, CultureInfo.CurrentUICulture);
    }
}
