using System.CommandLine;
using System.Net;
using Governance.Cli.Shared;
using Governance.Transparency;
using Governance.Transparency.Witness;

namespace Governance.Cli.Audit;

/// <summary><c>audit witness</c>: watches over the logs of others and cosigns their checkpoints.</summary>
internal static class AuditWitnessCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "witness",
            "Act as a witness of logs (C2SP tlog-witness): cosign a checkpoint only if it extends those seen before. Runs until it "
                + "is stopped.",
            "governance audit witness --listen http://127.0.0.1:8089 --name witness.example --log log-key.txt --state witness"
        );
        var listen = CommonOptions.Text(
            "--listen",
            "Address to listen on, http only; put a proxy with TLS in front.",
            "URL",
            required: true
        );
        var name = CommonOptions.Text("--name", "Name of the witness, as it appears in its key and cosignatures.", "NAME", required: true);
        var logs = CommonOptions.Many("--log", "Key of a log to witness, or a file that holds it; repeatable.", "VKEY|FILE");
        logs.Required = true;
        var state = CommonOptions.Text(
            "--state",
            "Folder for the witness's key and what it has seen; created if missing. Keep it: a witness without its records would "
                + "cosign anything.",
            "FOLDER",
            required: true
        );
        foreach (Option option in new Option[] { listen, name, logs, state })
        {
            command.Add(option);
        }

        command.SetAction(
            async (parse, ct) =>
            {
                var called = parse.GetRequiredValue(name);
                if (!NoteKey.IsName(called))
                {
                    throw CliException.Usage(
                        $"--name: \"{called}\" is not a valid witness name: it must not contain spaces or plus signs."
                    );
                }

                if (!Ed25519.IsAvailable)
                {
                    throw CliException.Undecided(
                        "A witness signs with Ed25519, which needs OpenSSL 3 (libcrypto.so.3); this system does not have it."
                    );
                }

                var (known, problem) = await AnchorFiles.ReadAsync(parse.GetRequiredValue(logs), null, ct);
                if (problem is not null)
                {
                    throw CliException.Usage(problem);
                }

                using var memory = FileWitnessState.Open(parse.GetRequiredValue(state));
                var witness = new LogWitness(called, await memory.SeedAsync(ct), known.Keys, memory, host.Clock);
                using var listener = Listen(parse.GetRequiredValue(listen));
                await host.Out.WriteLineAsync(witness.Key.ToString());
                await host.Out.FlushAsync(ct);
                await host.Error.WriteLineAsync(
                    $"Witnessing {string.Join(", ", known.Keys.Select(k => k.Name).Distinct(StringComparer.Ordinal))}. The "
                        + $"witness's public key is on standard output."
                );
                await new WitnessServer(listener, witness, host.Error).RunAsync(ct);
                return (int)ExitCode.Done;
            }
        );
        return command;
    }

    private static HttpListener Listen(string url)
    {
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttp
            || uri.Query.Length > 0
            || uri.UserInfo.Length > 0
        )
        {
            throw CliException.Usage("--listen must be an address such as http://127.0.0.1:8089.");
        }

        var listener = new HttpListener();
        try
        {
            listener.Prefixes.Add(uri.AbsoluteUri.EndsWith('/') ? uri.AbsoluteUri : uri.AbsoluteUri + "/");
            listener.TimeoutManager.IdleConnection = TimeSpan.FromSeconds(60);
            listener.Start();
            return listener;
        }
        catch (Exception problem) when (problem is HttpListenerException or ArgumentException)
        {
            listener.Close();
            throw CliException.Usage($"Cannot listen at {url}: {problem.Message}", problem);
        }
    }
}
