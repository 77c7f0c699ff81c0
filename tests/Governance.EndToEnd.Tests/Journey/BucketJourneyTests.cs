using System.Security.Cryptography;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>
/// Files on their way through the browser into a bucket and out again. Every other journey does the same under
/// <c>GOVERNANCE_TEST_STORE=s3</c>.
/// </summary>
public sealed class BucketJourneyTests(RunningBrowser browser, BucketPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<BucketPortal>
{
    private const string Version = "2.0.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_SentInTheBrowser_LieInTheBucket_AndAreReadFromThere()
    {
        S3Server.Need();
        var bank = portal.Bank;
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync(Bank.Read(Bank.EvidenceOf(Version, "version.json")), Bank.ArtifactOf(Version));
        var engineer = await ArriveAsync();
        await engineer.SignInAsync(bank.Engineer);
        var page = new VersionPage(engineer);
        await page.OpenAsync(bank.Model, Version);
        await Expect(page.ArtifactDigest).ToContainTextAsync("Stored, digest checked");

        var file = Bank.EvidenceOf(Version, "sbom.cdx.json");
        await page.AddEvidenceAsync("sbom", "governance-samples 1.0.0", TimeProvider.System.GetUtcNow().AddDays(-1), file);

        await Expect(page.Evidence.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        var artifact = await File.ReadAllBytesAsync(Bank.ArtifactOf(Version), Ct);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(artifact)), Factory.ObjectNames());
        Assert.True(Factory.ObjectNames().Count >= 2, string.Join(", ", Factory.ObjectNames()));
        Assert.Equal(Factory.ObjectNames().Count, Factory.ContentFiles().Count); // nothing lies in the folder
        Assert.Equal(artifact, await engineer.ReadAsync($"/api/v1/models/{bank.Model}/versions/{Version}/artifact"));
        Assert.Empty(Portal.Log.Errors);
    }
}
