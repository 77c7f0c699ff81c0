using System.ComponentModel.DataAnnotations;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Account;

/// <summary>Body that creates the first account.</summary>
/// <param name="Token">The one-time token that the server printed.</param>
/// <param name="Email">E-mail address of the first administrator.</param>
/// <param name="Name">Name as printed on signatures (default: derived from the e-mail address).</param>
/// <param name="Password">Password.</param>
public sealed record SetupBody(
    [property: Required] string? Token = null,
    [property: Required] string? Email = null,
    string? Name = null,
    [property: Required] string? Password = null
);

/// <summary>The first administrator.</summary>
/// <param name="User">The account's id.</param>
public sealed record SetupView(UserId User);

internal static class SetupEndpoints
{
    public static void MapSetup(this RouteGroupBuilder api) =>
        api.MapPost("/setup", CompleteAsync)
            .AllowAnonymous()
            .WithTags("Session")
            .WithName("setup")
            .WithSummary("Create the first account")
            .WithDescription(
                "Creates the first administrator, for the person who has the server's one-time token. Refused permanently once an account "
                    + "exists."
            );

    private static async Task<Results<Created<SetupView>, ProblemHttpResult>> CompleteAsync(
        [FromBody] SetupBody body,
        HttpContext context,
        CompleteSetup setup,
        CancellationToken ct
    )
    {
        var outcome = await setup.RunAsync(
            new CompleteSetup.Command(body.Token, body.Email, body.Name, body.Password, SessionEndpoints.Address(context)),
            ct
        );
        return outcome.IsDone
            ? TypedResults.Created($"/api/v1/users/{outcome.Value}", new SetupView(outcome.Value))
            : outcome.Refusal.ToProblem();
    }
}
