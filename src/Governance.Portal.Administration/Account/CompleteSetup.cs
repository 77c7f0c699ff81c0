using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Account;

/// <summary>Makes the first administrator for the person who holds the token that the server printed.</summary>
internal sealed class CompleteSetup(FirstRun firstRun, CreateUser create, FailureCounter failures, AnonymousRefusals anonymous)
{
    private const int Tries = 10;

    public static Refusal WrongToken { get; } =
        Refusal.Field(
            "setup.wrong-token",
            "token",
            $"This is not this server's token. The right one was printed at startup and is in the file setup-token in the key folder.",
            RefusalKind.Forbidden
        );

    /// <param name="Token">The one-time token.</param>
    /// <param name="Email">E-mail address of the administrator.</param>
    /// <param name="Name">Name as printed on signatures.</param>
    /// <param name="Password">Password.</param>
    /// <param name="Address">From where.</param>
    public sealed record Command(string? Token, string? Email, string? Name, string? Password, string Address);

    public async Task<Result<UserId>> RunAsync(Command command, CancellationToken ct)
    {
        if (!await firstRun.IsOpenAsync(ct))
        {
            return CreateUser.AlreadySetUp;
        }

        if (!firstRun.IsToken(command.Token))
        {
            await anonymous.AddAsync("setup.completed", "setup", WrongToken.Code, command.Address, ct);
            return failures.Fail($"setup {command.Address}", Tries, TimeSpan.FromMinutes(5)) is { } wait
                ? AccountGate.TooMany(wait)
                : WrongToken;
        }

        var outcome = await create.RunAsync(
            Actor.OfJob("setup"),
            new CreateUser.Command(command.Email, command.Name, [Roles.Administrator], command.Password ?? "", OnlyAsFirst: true),
            ct
        );
        if (!outcome.IsDone)
        {
            return outcome.Refusal;
        }

        firstRun.Close();
        return outcome.Value.Id;
    }
}
