using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Admin;

internal static class KeyEndpoints
{
    public static void MapKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("API keys");
        keys.MapGet("", ListAsync).RequirePermission(Permission.Administer).WithName("listKeys").WithSummary("List API keys");
        keys.MapGet("/{id}", FindAsync).RequirePermission(Permission.Administer).WithName("getKey").WithSummary("Read an API key");
        keys.MapPost("", CreateAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithName("createKey")
            .WithSummary("Create an API key")
            .WithDescription(
                "The secret is returned only in this answer. Requires `X-Reauthentication` from a person, and accepts no key except "
                    + "one created on the host with --allow-administration. What the key requests counts as requested by its owner too. A "
                    + "key can only create keys for its own owner, with scopes it has itself. A key with the scope agents:decide names its "
                    + "agents in `agents`."
            );
        keys.MapDelete("/{id}", RevokeAsync)
            .RequireCaller()
            .WithName("revokeKey")
            .WithSummary("Revoke an API key")
            .WithDescription("Stops the key at once and for good. The key stays in the list.");
    }

    private static async Task<Results<Ok<ApiPage<KeyView>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListQuery query,
        KeyQueries queries,
        CancellationToken ct
    )
    {
        var outcome = await queries.ListAsync(query, ct);
        return outcome.IsDone ? TypedResults.Ok(outcome.Value) : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> FindAsync(string id, KeyQueries queries, CancellationToken ct) =>
        DisplayId.TryParse<ApiKeyId>(id, out var key) && await queries.FindAsync(key, ct) is { } view
            ? TypedResults.Ok(view)
            : AdminRefusals.UnknownKey.ToProblem();

    private static async Task<Results<Created<CreatedKeyView>, ProblemHttpResult>> CreateAsync(
        [FromBody] CreateKeyBody body,
        Caller caller,
        CreateKey create,
        KeyQueries queries,
        CancellationToken ct
    )
    {
        var outcome = await create.RunAsync(
            caller.Actor,
            new CreateKey.Command(body.Name, body.Scopes, body.ExpiresInDays, body.Owner) { Agents = body.Agents },
            ct
        );
        return outcome.IsDone
            ? TypedResults.Created(
                $"/api/v1/keys/{outcome.Value.Id}",
                new CreatedKeyView((await queries.FindAsync(outcome.Value.Id, ct))!, outcome.Value.Text)
            )
            : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> RevokeAsync(
        string id,
        Caller caller,
        RevokeKey revoke,
        KeyQueries queries,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<ApiKeyId>(id, out var key))
        {
            return AdminRefusals.UnknownKey.ToProblem();
        }

        var outcome = await revoke.RunAsync(caller.Actor, key, ct);
        return outcome.IsDone ? TypedResults.Ok((await queries.FindAsync(key, ct))!) : outcome.Refusal.ToProblem();
    }
}
