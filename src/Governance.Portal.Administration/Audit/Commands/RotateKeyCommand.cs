using System.CommandLine;
using Governance.Domain;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary><c>audit rotate-key</c>: a new key for the log; earlier ones stay verifiable.</summary>
internal sealed class RotateKeyCommand : IHostCommand
{
    public string Group => "audit";

    public Command Make(HostCommandRunner runner)
    {
        var newKey = new Option<string?>("--new-key")
        {
            Description = "File with the new key (ECDSA P-256, PKCS#8 in PEM); if this option is omitted, a key is created.",
        };
        var lost = new Option<bool>("--lost") { Description = "The old key is permanently lost: nothing will tie the new one to it." };
        var publicKeys = new Option<string[]>("--public-key")
        {
            Description =
                "An earlier public key that is no longer in the key folder; repeatable. With --lost, name the lost key and "
                + "those before it; without --lost, the keys are only recorded.",
        };
        var command = new Command("rotate-key", "Change the key that signs the audit log.") { newKey, lost, publicKeys };
        command.SetAction(
            (parsed, ct) =>
                parsed.GetValue(lost)
                    ? runner.RunAsync(
                        (services, token) => ReplaceAsync(services, parsed.GetValue(publicKeys) ?? [], token),
                        prepare: false,
                        ct
                    )
                : parsed.GetValue(publicKeys) is { Length: > 0 } earlier
                    ? runner.RunAsync((services, token) => RememberAsync(services, earlier, token), prepare: false, ct)
                : runner.RunAsync((services, token) => RotateAsync(services, parsed.GetValue(newKey), token), prepare: true, ct)
        );
        return command;
    }

    private static async Task<int> RotateAsync(IServiceProvider services, string? newKey, CancellationToken ct) =>
        await SayAsync(
            await services.GetRequiredService<RotateKey>().RunAsync(newKey, ct),
            services.GetRequiredService<IOptions<AuditOptions>>().Value.NextSigner.Length > 0
                    ? "Nodes with the same Audit__NextSigner take it over automatically. Name it as Audit__Signer when you next restart "
                        + "them, and remove any log-key.pem left in the key folder."
                : services.GetRequiredService<LogKey>().IsConfigured
                    ? $"Now set Audit__KeyFile to {newKey} on every node and restart; until then nothing is signed."
                : "A running portal with this key folder takes it over automatically; give it to nodes that have a folder of their own."
        );

    private static async Task<int> ReplaceAsync(IServiceProvider services, string[] publicKeys, CancellationToken ct)
    {
        await Console.Out.WriteLineAsync(
            "Replaces the key that signs the audit log. Only what was signed with a key that is named, or in the key folder, can be "
                + "verified from then on."
        );
        return await SayAsync(
            await services.GetRequiredService<RotateKey>().ReplaceLostAsync(publicKeys, ct),
            "Nothing but this command's entry in the log ties it to the lost key: inform everyone who verifies "
                + "the log, through a channel they trust."
        );
    }

    private static async Task<int> RememberAsync(IServiceProvider services, string[] publicKeys, CancellationToken ct)
    {
        var outcome = await services.GetRequiredService<RotateKey>().RememberAsync(publicKeys, ct);
        if (outcome.Refusal is { } refusal)
        {
            return await HostCommandExit.SayAsync(refusal);
        }

        await Console.Out.WriteLineAsync(
            $"Public keys of the log in the key folder: {outcome.Value.Count}. No key was changed. Run db check."
        );
        return HostCommandExit.Done;
    }

    private static async Task<int> SayAsync(Result<NoteKey> outcome, string then)
    {
        if (outcome.Refusal is { } refusal)
        {
            return await HostCommandExit.SayAsync(refusal);
        }

        await Console.Out.WriteLineAsync($"The audit log is signed with a new key. {then} The new public key:");
        await Console.Out.WriteLineAsync(outcome.Value.ToString());
        return HostCommandExit.Done;
    }
}
