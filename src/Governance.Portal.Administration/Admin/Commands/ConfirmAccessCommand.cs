using System.CommandLine;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin.Commands;

/// <summary><c>admin confirm-access</c>: the second pair of eyes where there is no second person.</summary>
internal sealed class ConfirmAccessCommand : IHostCommand
{
    public string Group => "admin";

    public Command Make(HostCommandRunner runner)
    {
        var user = new Option<string[]>("--user")
        {
            Description = "E-mail address of the account, or its ID; several, separated by spaces.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var role = new Option<string?>("--role")
        {
            Description = $"The pending role, or {GivenAccess.Link} or {GivenAccess.SignOn} (default: everything that is pending).",
        };
        var command = new Command("confirm-access", "Confirm roles and links of accounts that wait for a second person.") { user, role };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    async (services, ct) =>
                    {
                        var people = parsed.GetValue(user)!.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
                        var code = HostCommandExit.Done;
                        foreach (var person in people)
                        {
                            // One that cannot be confirmed keeps no other one waiting.
                            if (await ConfirmAsync(services, person, parsed.GetValue(role), ct) is { } refusal)
                            {
                                if (people.Count > 1)
                                {
                                    await Console.Error.WriteAsync($"{person}: ");
                                }

                                code = await HostCommandExit.SayAsync(refusal);
                            }
                        }

                        return code;
                    },
                    prepare: true,
                    ct
                )
        );
        return command;
    }

    private static async Task<Refusal?> ConfirmAsync(IServiceProvider services, string person, string? role, CancellationToken ct)
    {
        if (await FindAsync(services, person, ct) is not { } id)
        {
            return AdminRefusals.UnknownUser;
        }

        var outcome = await services.GetRequiredService<ConfirmAccess>().RunAsync(Actor.Host, id, role, ct);
        if (outcome.IsDone)
        {
            await Console.Out.WriteLineAsync($"Confirmed the access of {id}.");
        }

        return outcome.Refusal;
    }

    private static async Task<UserId?> FindAsync(IServiceProvider services, string text, CancellationToken ct)
    {
        if (DisplayId.TryParse<UserId>(text, out var id))
        {
            return id;
        }

        var email = services.GetRequiredService<Accounts>().Normalise(text);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var number = await db.Users.AsNoTracking().Where(u => u.NormalizedEmail == email).Select(u => (int?)u.Id).SingleOrDefaultAsync(ct);
        return number is { } known ? new UserId(known) : null;
    }
}
