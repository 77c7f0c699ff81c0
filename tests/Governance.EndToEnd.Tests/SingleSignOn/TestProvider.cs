using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.SingleSignOn;

/// <summary>A certified OpenID provider (oidc-provider, from npm) with made-up people, on a port of its own.</summary>
public sealed class TestProvider : IAsyncDisposable
{
    private const string Announcement = "listening on ";

    private readonly Process _process;
    private readonly HttpClient _client;

    private TestProvider(Process process, int port)
    {
        _process = process;
        Address = new Uri($"http://127.0.0.1:{port}");
        _client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>Whether its packages were installed (./build.sh setup).</summary>
    public static bool IsInstalled => Directory.Exists(Path.Combine(Folder, "node_modules", "oidc-provider"));

    private static string Folder => Path.Combine(Repository.Root, "tests", "openid-provider");

    /// <summary>Starts it. It ends with the tests, even when they are killed: it watches its standard input.</summary>
    public static async Task<TestProvider> StartAsync(CancellationToken ct)
    {
        var process =
            Process.Start(
                new ProcessStartInfo("node", "provider.mjs")
                {
                    WorkingDirectory = Folder,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            ) ?? throw new InvalidOperationException("node did not start.");
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                return new TestProvider(process, int.Parse(line[Announcement.Length..], CultureInfo.InvariantCulture));
            }
        }

        throw new InvalidOperationException("The provider ended before it listened.");
    }

    /// <summary>Says where the portal stands.</summary>
    public async Task ServeAsync(Uri portal, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(portal);
        using var answer = await _client.PostAsJsonAsync("/test/portal", new { address = portal.ToString().TrimEnd('/') }, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Says who someone is, or is from now on.</summary>
    public async Task KnowAsync(string sub, string name, string email, params string[] groups)
    {
        using var answer = await _client.PostAsJsonAsync(
            "/test/people",
            new
            {
                sub,
                name,
                email,
                email_verified = true,
                groups,
            }
        );
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
