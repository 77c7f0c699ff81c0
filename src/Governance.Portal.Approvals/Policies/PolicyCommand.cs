using System.CommandLine;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Approvals.Policies;

/// <summary><c>policy activate FILE</c>: puts a policy file in force, from the host.</summary>
internal sealed class PolicyCommand : IHostCommand
{
    public string Group => "policy";

    public Command Make(HostCommandRunner runner)
    {
        var file = new Argument<FileInfo>("file") { Description = "The policy, a YAML file in the format governance/v1." };
        var command = new Command("activate", "Put a policy in force; every open or approved promotion is evaluated against it at once.")
        {
            file,
        };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync((services, token) => ActivateAsync(services, parsed.GetRequiredValue(file), token), prepare: true, ct)
        );
        return command;
    }

    private static async Task<int> ActivateAsync(IServiceProvider services, FileInfo file, CancellationToken ct)
    {
        if (!file.Exists || file.Length > PolicyDocument.MaxBytes)
        {
            await Console.Error.WriteLineAsync(
                file.Exists ? $"{file.Name} is longer than {PolicyDocument.MaxBytes} bytes." : $"There is no file {file.FullName}."
            );
            return 2;
        }

        var outcome = await services
            .GetRequiredService<ActivatePolicy>()
            .RunAsync(Actor.Host, await File.ReadAllBytesAsync(file.FullName, ct), file.Name, ct);
        if (outcome.Refusal is { } refusal)
        {
            var problems = refusal.Errors.Values.SelectMany(m => m).ToList();
            await Console.Error.WriteLineAsync(problems.Count == 0 ? refusal.Message : string.Join(Environment.NewLine, problems));
            return 1;
        }

        await Console.Out.WriteLineAsync($"{outcome.Value.Name} {outcome.Value.Version} is in force, SHA-256 {outcome.Value.Sha256}.");
        return 0;
    }
}
