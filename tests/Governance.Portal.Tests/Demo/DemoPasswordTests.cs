using System.Net;
using Governance.Portal.Demo;
using Governance.Portal.Kernel.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Demo;

/// <summary>To whom the sign-in page of a demo gives the password of its people.</summary>
public sealed class DemoPasswordTests : IDisposable
{
    private const string Password = "Demo-1secret";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gov-demo-");

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("127.0.0.1", "localhost:5080", null, true)]
    [InlineData("::1", "[::1]:5080", null, true)]
    [InlineData("127.0.0.1", "127.0.0.1:5080", null, true)]
    [InlineData("192.0.2.7", "localhost:5080", null, false)]
    [InlineData("127.0.0.1", "demo.bank.example", null, false)]
    [InlineData("127.0.0.1", "localhost:5080", "X-Forwarded-For", false)]
    [InlineData("127.0.0.1", "localhost:5080", "x-forwarded-host", false)]
    [InlineData("127.0.0.1", "localhost:5080", "Forwarded", false)]
    [InlineData("127.0.0.1", "localhost:5080", "Via", false)]
    public async Task Password_IsFilledIn_ForBrowsersOnThisMachineOnly(string from, string host, string? header, bool isFilledIn)
    {
        var offers = await OffersAsync(new() { Enabled = true, FillsPassword = true }, Request(from, host, header));

        Assert.Equal(9, offers.Count);
        Assert.All(offers, o => Assert.Equal(isFilledIn ? Password : null, o.Password));
    }

    [Fact]
    public async Task People_AreOfferedInADemoAlone_AndThePasswordOnlyWhereItIsAskedFor()
    {
        var here = Request("127.0.0.1", "localhost", null);

        Assert.Empty(await OffersAsync(new() { Enabled = false, FillsPassword = true }, here));
        Assert.All(await OffersAsync(new() { Enabled = true }, here), o => Assert.Null(o.Password));
        Assert.All(
            await OffersAsync(new() { Enabled = true, FillsPassword = true }, here, behindProxy: true),
            o => Assert.Null(o.Password)
        );
        File.Delete(Path.Combine(_folder.FullName, DemoFolder.Marker));
        Assert.All(await OffersAsync(new() { Enabled = true, FillsPassword = true }, here), o => Assert.Null(o.Password));
    }

    private static HttpRequest Request(string from, string host, string? header)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Connection.LocalIpAddress = IPAddress.Loopback;
        context.Request.Host = new(host);
        if (header is not null)
        {
            context.Request.Headers[header] = "203.0.113.9";
        }

        return context.Request;
    }

    private async Task<IReadOnlyList<Kernel.Contracts.SignInOffer>> OffersAsync(
        DemoOptions demo,
        HttpRequest request,
        bool behindProxy = false
    )
    {
        if (_folder.GetFiles().Length == 0)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, DemoFolder.Marker), "Demo data\n", Ct);
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, DemoFolder.PasswordFile), Password + "\n", Ct);
        }

        return await new DemoPeople(
            Options.Create(demo),
            Options.Create(new StorageOptions { ArtifactPath = Path.Combine(_folder.FullName, "artifacts") }),
            Options.Create(new SecurityOptions { BehindTlsProxy = behindProxy })
        ).OffersAsync(request, Ct);
    }
}
