using System.Diagnostics;
using System.Text.Json;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>
/// Asks for credentials before the brokers of <see cref="MockKafka"/>, which know none, and checks them with Python's own libraries.
/// </summary>
internal sealed class SaslKafka : IAsyncDisposable
{
    private readonly Process _process;

    private SaslKafka(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <param name="brokers">Where the brokers are.</param>
    /// <param name="mechanism">The only mechanism that is offered.</param>
    /// <param name="fault">What it does wrong: <c>server</c> does not know the password, <c>nonce</c> answers another exchange.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<SaslKafka> StartAsync(string brokers, string mechanism, string fault, CancellationToken ct) =>
        StartAsync(
            new
            {
                brokers,
                mechanism,
                iterations = 4_096,
                fault,
                user = "portal,=",
                password = "pässword:1",
            },
            ct
        );

    /// <param name="terms">
    /// Also <c>token</c>, the one that OAUTHBEARER accepts; <c>certificate</c> and <c>key</c>, files for TLS; and <c>clients</c>, the
    /// authority of certificates that clients have to show. Without a mechanism, no credentials are asked for.
    /// </param>
    /// <param name="ct">Cancels.</param>
    public static async Task<SaslKafka> StartAsync(object terms, CancellationToken ct)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Decisions", "Streams", "sasl_kafka.py");
        var process = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", ["-B", script, JsonSerializer.Serialize(terms)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        return new SaslKafka(
            process,
            await process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("It ended at once.")
        );
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
