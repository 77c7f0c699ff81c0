using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Governance.Data;
using Governance.Domain.Integrations;
using Governance.Testing;

namespace Governance.Portal.Tests.Integrations;

/// <summary>Events by syslog: framed by length, over TCP and over TLS, to a stand-in and to a real collector.</summary>
public sealed class SyslogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Tcp_Events_ArriveFramedAndInOrder(DatabaseKind kind)
    {
        await using var collector = new Collector(null);
        await using var scene = await IntegrationScene.CreateAsync(kind);
        await scene.DestinationAsync($"syslog://127.0.0.1:{collector.Port}", "cef");

        await scene.LogAsync("one", "a|b=c\nCEF:0", "two");
        await scene.DeliverAsync();

        var messages = collector.Messages;
        Assert.Equal(3, messages.Count);
        Assert.All(messages, m => Assert.StartsWith("<109>1 2026-11-20T08:00:00.000Z ", m, StringComparison.Ordinal));
        Assert.All(messages, m => Assert.DoesNotContain('\n', m));
        Assert.Contains("cs1=a|b\\=c\\nCEF:0", messages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_CertificateOfTheGivenAuthority_IsTrusted_AnotherIsNot()
    {
        using var good = new TestAuthority();
        using var other = new TestAuthority();
        await using var collector = new Collector(good.Server);
        await using var scene = await IntegrationScene.CreateAsync();
        var (trusting, _) = await scene.DestinationAsync($"syslogs://localhost:{collector.Port}", "ocsf", good.Pem);
        var (strict, _) = await scene.DestinationAsync($"syslogs://localhost:{collector.Port}", "ecs", other.Pem);

        await scene.LogAsync("one");
        await scene.DeliverAsync();

        Assert.Contains("\"class_uid\":3004", Assert.Single(collector.Messages), StringComparison.Ordinal);
        Assert.Equal(DeliveryState.Delivered, Assert.Single(await scene.DeliveriesAsync(trusting)).State);
        var refused = Assert.Single(await scene.DeliveriesAsync(strict));
        Assert.Equal(DeliveryState.Waiting, refused.State);
        Assert.Contains("localhost did not accept the message", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tcp_CollectorAway_WhatItMissedComesWhenItIsBack()
    {
        var collector = new Collector(null);
        var port = collector.Port;
        await collector.DisposeAsync();
        await using var scene = await IntegrationScene.CreateAsync();
        var (id, _) = await scene.DestinationAsync($"syslog://127.0.0.1:{port}", "ecs");
        await scene.LogAsync("one", "two", "one");
        await scene.DeliverAsync();
        Assert.NotNull((await scene.ViewAsync(id)).FailingSince);

        await using var back = new Collector(null, port);
        scene.Clock.Advance(TimeSpan.FromMinutes(10));
        await scene.DeliverAsync();

        Assert.Equal(3, back.Messages.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rsyslogd_OfDebian_WritesTheEventsAsTheyAre(bool secured)
    {
        Assert.SkipUnless(Rsyslog.Program is not null, "Install rsyslog to run this test.");
        Assert.SkipUnless(!secured || Rsyslog.HasTls, "Install rsyslog-gnutls to run this test.");
        using var authority = new TestAuthority();
        await using var rsyslog = await Rsyslog.StartAsync(secured ? authority : null, Ct);
        await using var scene = await IntegrationScene.CreateAsync();
        var (id, _) = await scene.DestinationAsync(
            $"{(secured ? "syslogs" : "syslog")}://localhost:{rsyslog.Port}",
            "cef",
            secured ? authority.Pem : null
        );

        await scene.LogAsync("fraud-scorer@1.4.0", "a|b=c\nCEF:0", "x\"]\\");
        await scene.DeliverAsync();

        Assert.All(await scene.DeliveriesAsync(id), d => Assert.Null(d.Problem));
        var lines = await rsyslog.LinesAsync(3, Ct);
        // Written by rsyslogd from the fields it took apart: what it understood, not what was sent.
        Assert.Equal(["log-", "log-", "log-"], lines.Select(l => l.Split('\t')[0][..4]));
        Assert.All(
            lines,
            l =>
                Assert.Equal(
                    ("audit", "notice", "governance-portal", "test.written"),
                    (l.Split('\t')[1], l.Split('\t')[2], l.Split('\t')[3], l.Split('\t')[4])
                )
        );
        Assert.All(lines, l => Assert.StartsWith("CEF:0|Governance Portal|", l.Split('\t')[5], StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("cs1=a|b\\=c\\nCEF:0 ", StringComparison.Ordinal));
    }

    /// <summary>A collector that reads as RFC 6587 says.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly TcpListener _listener;
        private readonly List<string> _messages = [];
        private readonly Task _running;

        public Collector(X509Certificate2? certificate, int port = 0)
        {
            _listener = new TcpListener(IPAddress.Loopback, port);
            _listener.Start();
            _running = RunAsync(certificate);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        // A delivery is over only when this side has closed, and it closes when it has read everything.
        public IReadOnlyList<string> Messages
        {
            get
            {
                lock (_messages)
                {
                    return [.. _messages];
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _running;
        }

        private async Task RunAsync(X509Certificate2? certificate)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await ReadAsync(client, certificate);
                }
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException)
            {
                // It was stopped, while it waited or while it read from one that had come.
            }
        }

        private async Task ReadAsync(TcpClient client, X509Certificate2? certificate)
        {
            Stream stream = client.GetStream();
            try
            {
                if (certificate is not null)
                {
                    var secured = new SslStream(stream);
                    await secured.AuthenticateAsServerAsync(certificate);
                    stream = secured;
                }

                using var bytes = new MemoryStream();
                await stream.CopyToAsync(bytes);
                Take(bytes.ToArray());
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The other side did not trust this one.
            }
        }

        private void Take(byte[] bytes)
        {
            for (var at = 0; at < bytes.Length; )
            {
                var space = Array.IndexOf(bytes, (byte)' ', at);
                var length = int.Parse(Encoding.ASCII.GetString(bytes, at, space - at), CultureInfo.InvariantCulture);
                lock (_messages)
                {
                    _messages.Add(Encoding.UTF8.GetString(bytes, space + 1, length));
                }

                at = space + 1 + length;
            }
        }
    }
}
