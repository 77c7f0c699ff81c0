using Governance.Reporting.Rendering;

namespace Governance.Reporting.Tests.Rendering;

public sealed class ChromiumLocatorTests
{
    [Fact]
    public void Find_BothBuildsInAFolder_TakesTheOneWithoutWindows_ButTheConfiguredOneBeforeAll()
    {
        var folder = Directory.CreateTempSubdirectory("governance-browsers-").FullName;
        try
        {
            var (browser, shell) = (Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-headless-shell"));
            File.WriteAllText(browser, "");
            Assert.Equal(browser, ChromiumLocator.Find(null, $"/nowhere{Path.PathSeparator}{folder}"));

            File.WriteAllText(shell, "");
            Assert.Equal(shell, ChromiumLocator.Find(null, $"/nowhere{Path.PathSeparator}{folder}"));
            Assert.Equal(browser, ChromiumLocator.Find(browser, folder));
            Assert.Null(ChromiumLocator.Find("/nowhere/chromium", folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
