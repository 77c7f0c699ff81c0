using System.CommandLine;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Admin.Commands;

/// <summary><c>admin create-user</c>: an account with a password read from standard input.</summary>
internal sealed class CreateUserCommand : IHostCommand
{
    public string Group => "admin";

    public Command Make(HostCommandRunner runner)
    {
        var email = new Option<string>("--email") { Description = "E-mail address, which is also the sign-in name.", Required = true };
        var role = new Option<string>("--role")
        {
            Description = $"Roles, separated by commas: {string.Join(", ", Roles.All)}.",
            Required = true,
        };
        var name = new Option<string?>("--name") { Description = "Name as printed on signatures; derived from the address if left out." };
        var systems = new Option<string?>("--systems")
        {
            Description =
                "AI systems the roles are granted for, separated by commas: SYS-0001,SYS-0002. Without systems and units, they apply to "
                + "the whole organisation.",
        };
        var units = new Option<string[]>("--units") { Description = "A business unit the roles are granted for, by its name; repeatable." };
        var fromInput = new Option<bool>("--password-stdin")
        {
            Description = "Read the password from standard input (its first line).",
            Required = true,
        };
        var command = new Command("create-user", "Create an account.") { email, role, name, systems, units, fromInput };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    async (services, ct) =>
                    {
                        var password = await Console.In.ReadLineAsync(ct);
                        if (string.IsNullOrEmpty(password))
                        {
                            await Console.Error.WriteLineAsync("There is no password on standard input.");
                            return HostCommandExit.Wrong;
                        }

                        var roles = HostCommandExit.List(parsed.GetValue(role)!);
                        var outcome = await services
                            .GetRequiredService<CreateUser>()
                            .RunAsync(
                                Actor.Host,
                                new CreateUser.Command(parsed.GetValue(email), parsed.GetValue(name), roles, password)
                                {
                                    Scopes = Scopes(roles, parsed.GetValue(systems), parsed.GetValue(units)),
                                },
                                ct
                            );
                        if (!outcome.IsDone)
                        {
                            return await HostCommandExit.SayAsync(outcome.Refusal);
                        }

                        await Console.Out.WriteLineAsync($"Created the account {outcome.Value.Id} for {parsed.GetValue(email)}.");
                        return HostCommandExit.Done;
                    },
                    prepare: true,
                    ct
                )
        );
        return command;
    }

    // One limit for all roles that are named: who needs two makes the account with one and has an administrator give the other.
    private static IReadOnlyList<RoleScopeBody>? Scopes(IReadOnlyList<string> roles, string? systems, string[]? units) =>
        systems is null && units is not { Length: > 0 }
            ? null
            : [.. roles.Select(r => new RoleScopeBody(r, HostCommandExit.List(systems ?? ""), units))];
}
