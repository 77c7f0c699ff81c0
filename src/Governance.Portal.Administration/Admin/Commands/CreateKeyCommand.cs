using System.CommandLine;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Admin.Commands;

/// <summary><c>admin create-key</c>: an API key, alone on the last line of standard output.</summary>
internal sealed class CreateKeyCommand : IHostCommand
{
    public string Group => "admin";

    public Command Make(HostCommandRunner runner)
    {
        var name = new Option<string>("--name") { Description = "Purpose of the key.", Required = true };
        var scopes = new Option<string>("--scopes")
        {
            Description = $"Scopes, separated by commas: {string.Join(", ", Scopes.All)}.",
            Required = true,
        };
        var expires = new Option<int>("--expires") { Description = "Days for which the key is valid.", Required = true };
        var owner = new Option<string?>("--owner") { Description = "E-mail address of the person accountable for it." };
        var agents = new Option<string?>("--agents")
        {
            Description = "Names of the agents that a key with agents:decide (or traces:write) is for, separated by commas.",
        };
        var administers = new Option<bool>("--allow-administration")
        {
            Description =
                "Let the key create keys, destinations and channels. Without it, the scope admin is read-only and cannot widen anyone's "
                + "rights.",
        };
        var command = new Command("create-key", "Create an API key.") { name, scopes, expires, owner, agents, administers };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    async (services, ct) =>
                    {
                        var outcome = await services
                            .GetRequiredService<CreateKey>()
                            .RunAsync(
                                Actor.Host,
                                new CreateKey.Command(
                                    parsed.GetValue(name),
                                    HostCommandExit.List(parsed.GetValue(scopes)!),
                                    parsed.GetValue(expires),
                                    parsed.GetValue(owner)
                                )
                                {
                                    Agents = parsed.GetValue(agents) is { } named ? HostCommandExit.List(named) : null,
                                    Administers = parsed.GetValue(administers),
                                },
                                ct
                            );
                        if (!outcome.IsDone)
                        {
                            return await HostCommandExit.SayAsync(outcome.Refusal);
                        }

                        await Console.Out.WriteLineAsync($"Created the key {outcome.Value.Id}. It is shown once:");
                        await Console.Out.WriteLineAsync(outcome.Value.Text);
                        return HostCommandExit.Done;
                    },
                    prepare: true,
                    ct
                )
        );
        return command;
    }
}
