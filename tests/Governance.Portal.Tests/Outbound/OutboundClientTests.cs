using System.Net;
using System.Net.Sockets;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Tests.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Outbound;

public sealed class OutboundClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Address_OfTheOwnNetwork_IsNoPublicOne(string address, bool isPublic) =>
        Assert.Equal(isPublic, AddressGuard.Allows(IPAddress.Parse(address), OutboundReach.PublicOnly));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    public void Address_OfTheOwnNetwork_MayBeAllowed_LinkLocalNever(string address, bool allowed) =>
        Assert.Equal(allowed, AddressGuard.Allows(IPAddress.Parse(address), OutboundReach.Anywhere));

    [Theory]
    [InlineData("hooks.example.com", "hooks.example.com", 443, true)]
    [InlineData("hooks.example.com", "HOOKS.example.com", 8443, true)]
    [InlineData("hooks.example.com:443", "hooks.example.com", 8443, false)]
    [InlineData("*.example.com", "a.b.example.com", 443, true)]
    [InlineData("*.example.com", "example.com", 443, false)]
    [InlineData("*.example.com", "evilexample.com", 443, false)]
    [InlineData("example.com", "hooks.example.com", 443, false)]
    [InlineData("[::1]:514", "[::1]", 514, true)]
    [InlineData("::1", "::1", 514, true)]
    public void Host_OfTheList_IsAllowedAndNoOther(string entry, string host, int port, bool allowed) =>
        Assert.Equal(allowed, new OutboundOptions { AllowedHosts = [entry] }.ReachOf(host, port) is not null);

    [Theory]
    [InlineData("*")]
    [InlineData("*.com")]
    [InlineData("https://example.com")]
    [InlineData("")]
    public void Setting_ThatAllowsEverythingOrIsNoHost_IsInvalid(string entry) =>
        Assert.True(new OutboundHostsValidator().Validate(null, new OutboundOptions { AllowedHosts = [entry] }).Failed);

    [Fact]
    public async Task Send_HostOnNoList_IsNotCalled()
    {
        await using var host = await LocalHost.StartAsync(_ => Results.Text("hello"));
        using var client = Client(new OutboundOptions());

        var refused = await Assert.ThrowsAsync<OutboundException>(() => SendAsync(client, host.Url));

        Assert.Contains("Outbound__AllowedHosts", refused.Message, StringComparison.Ordinal);
        Assert.Empty(host.Bodies);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Send_AllowedNameThatLeadsToThisMachine_IsNotCalled(string name)
    {
        await using var host = await LocalHost.StartAsync(_ => Results.Text("hello"));
        using var client = Client(new OutboundOptions { AllowedHosts = [name] });

        var refused = await Assert.ThrowsAsync<OutboundException>(() =>
            SendAsync(client, new UriBuilder(host.Url) { Scheme = "https", Host = name }.Uri)
        );

        Assert.Contains("Outbound__PrivateHosts", refused.Message, StringComparison.Ordinal);
        Assert.Empty(host.Bodies);
    }

    [Fact]
    public async Task Send_HostOfTheOwnNetwork_IsCalled()
    {
        await using var host = await LocalHost.StartAsync(_ => Results.Text("hello"));
        using var client = Client(new OutboundOptions { PrivateHosts = ["127.0.0.1"] });

        var answer = await SendAsync(client, host.Url);

        Assert.Equal((200, "text/plain"), (answer.Status, answer.ContentType));
        Assert.Equal("hello"u8.ToArray(), answer.Body);
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        await using var host = await LocalHost.StartAsync(_ => Results.Redirect("http://127.0.0.1:1/elsewhere"));
        using var client = Client(new OutboundOptions { PrivateHosts = ["127.0.0.1"] });

        Assert.Equal(302, (await SendAsync(client, host.Url)).Status);
    }

    [Fact]
    public async Task Send_AnswerLongerThanTheLimit_IsNotRead()
    {
        await using var host = await LocalHost.StartAsync(_ => Results.Bytes(new byte[5000]));
        using var client = Client(new OutboundOptions { PrivateHosts = ["127.0.0.1"], MaxAnswerBytes = 4096 });

        await Assert.ThrowsAsync<OutboundException>(() => SendAsync(client, host.Url));
    }

    [Fact]
    public async Task Send_NameThatNoOneKnows_SaysSo()
    {
        // RFC 2606: it never has an address, whether the name server answers or is away.
        using var client = Client(new OutboundOptions { AllowedHosts = ["receiver.invalid"] });

        var refused = await Assert.ThrowsAsync<OutboundException>(() => SendAsync(client, new Uri("https://receiver.invalid/secret-path")));

        Assert.Contains("No address was found for receiver.invalid", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_HostThatDoesNotAnswer_IsGivenUp()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = Client(new OutboundOptions { PrivateHosts = ["127.0.0.1"], TimeoutSeconds = 1 });

        var refused = await Assert.ThrowsAsync<OutboundException>(() =>
            SendAsync(client, new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/secret-path"))
        );

        Assert.Contains("Outbound__TimeoutSeconds", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://hooks.example.com/")]
    [InlineData("ftp://hooks.example.com/")]
    [InlineData("https://user:word@hooks.example.com/")]
    public async Task Send_OtherThanHttps_IsNotCalled(string address)
    {
        using var client = Client(new OutboundOptions { AllowedHosts = ["hooks.example.com"] });

        await Assert.ThrowsAsync<OutboundException>(() => SendAsync(client, new Uri(address)));
    }

    /// <summary>A look-up of the system cannot be stopped; the caller waits no longer than for any other silence.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_WhileTheNameServerIsSilent_IsGivenUp_AndTheNameIsKnown(bool syslog)
    {
        var options = Options.Create(new OutboundOptions { PrivateHosts = ["collector.internal"], TimeoutSeconds = 1 });
        var names = new UnresolvedNames(options, TimeProvider.System);
        var connector = new OutboundConnector(options, names) { Resolve = (_, _) => new TaskCompletionSource<IPAddress[]>().Task };
        using var client = new OutboundClient(connector, options, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<OutboundException>(() =>
            syslog
                ? new SyslogClient(connector, options, TimeProvider.System).SendAsync("collector.internal", 514, false, null, [], Ct)
                : SendAsync(client, new Uri("http://collector.internal/"))
        );

        Assert.Contains("Outbound__TimeoutSeconds", refused.Message, StringComparison.Ordinal);
        if (syslog)
        {
            // The HTTP client goes on connecting for a while, for the next call.
            var line = await names.ReadAsync(Ct).SingleAsync(Ct);
            Assert.Equal((HealthState.Impaired, "collector.internal"), (line.State, line.Sentence.GetArgument(0)));
        }
    }

    private static OutboundClient Client(OutboundOptions options)
    {
        var wrapped = Options.Create(options);
        return new OutboundClient(new OutboundConnector(wrapped), wrapped, TimeProvider.System);
    }

    private static Task<OutboundAnswer> SendAsync(OutboundClient client, Uri address) =>
        client.SendAsync(HttpMethod.Post, address, "{}"u8.ToArray(), "application/json", null, Ct);
}
