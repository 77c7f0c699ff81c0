using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>A tool call that an agent wants to make.</summary>
/// <param name="Run">The caller's name for the run, the same for each of its calls; at most 100 characters.</param>
/// <param name="Tool">Name of the tool as its server lists it, or its readable name (<c>payments.transfer</c>) without a server.</param>
/// <param name="Server">Server of the tool, as the manifest names it.</param>
/// <param name="Arguments">What the tool is called with: any JSON, at most 64 KiB.</param>
/// <param name="Scopes">Data that the call touches: names of scopes, or paths.</param>
/// <param name="Amount">Money that the call moves, with at most four decimals.</param>
/// <param name="Currency">Currency of the money, such as EUR.</param>
/// <param name="Step">Number of this step in the run; if the recorded number is higher, that one is used.</param>
/// <param name="Seconds">Seconds since the run began; if the recorded number is higher, that one is used.</param>
/// <param name="SpentSoFar">Money that the run has spent, including outside of tools; if the recorded amount is higher, that one is used.
/// </param>
/// <param name="Environment">Environment in which the agent acts; required if its version is in production in several.</param>
public sealed record CallBody(
    [property: Required] string? Run,
    [property: Required] string? Tool,
    string? Server = null,
    JsonElement? Arguments = null,
    IReadOnlyList<string?>? Scopes = null,
    decimal? Amount = null,
    string? Currency = null,
    int? Step = null,
    int? Seconds = null,
    decimal? SpentSoFar = null,
    string? Environment = null
);

/// <summary>A person's answer to a call.</summary>
/// <param name="Outcome">allow or deny.</param>
/// <param name="Reason">Reason for the answer.</param>
public sealed record CallAnswerBody([property: Required] string? Outcome, [property: Required] string? Reason);

/// <summary>The decision point for calls of tools over HTTP.</summary>
internal static class AgentCallsApi
{
    private const string ProofHeader = "X-Reauthentication";
    private const string PreferHeader = "Prefer";

    public static void Map(RouteGroupBuilder api)
    {
        var calls = api.MapGroup("/agents/{agent}").WithTags("Agents");
        calls
            .MapPost("/calls:decide", DecideAsync)
            .RequireCaller()
            .WithMetadata(JudgedAnew.Instance)
            .WithSummary("Decide on a tool call")
            .WithDescription(
                "Requires a key with the scope agents:decide. Decides according to the manifest of the version in production and "
                    + "the policies in force, and answers once the decision is in the log: allow, deny, or ask while a person decides. A "
                    + "call that cannot be recorded is answered with 503 and not allowed. A request that is sent again is another call: "
                    + "it is decided and counted again, with an Idempotency-Key too. A call that cannot be decided in time is "
                    + "answered with 503 and Retry-After; Prefer: wait=2 says that its caller waits for two seconds only. Example: "
                    + "{\"run\":\"run-17\",\"tool\":\"payments.transfer\",\"arguments\":{\"to\":\"ACME\"},\"amount\":120.5,"
                    + "\"currency\":\"EUR\"}"
            )
            .Produces<CallDecisionView>()
            .Refuses(400, 401, 403, 404, 409, 413, 422, 503);
        calls
            .MapGet("/calls", ListAsync)
            .RequirePermission(Permission.ReadAgentCalls)
            .ForAgentsOfTheKey()
            .WithSummary("List tool calls of an agent")
            .WithDescription("Newest first. Filter: state (waiting, or what was decided: allow, ask or deny). Example: ?state=waiting")
            .Produces<ApiPage<CallRow>>()
            .Refuses(401, 403, 404, 422);
        calls
            .MapGet("/calls/{id}", GetAsync)
            .RequirePermission(Permission.ReadAgentCalls)
            .ForAgentsOfTheKey()
            .WithSummary("Read a tool call")
            .WithDescription(
                "An agent whose call is waiting reads the current answer here: `decision` is ask while a person may answer, "
                    + "then allow or deny; deny once expiresAt has passed or the agent is stopped. Only those who may answer "
                    + "see the arguments."
            )
            .Produces<CallDetail>()
            .Refuses(401, 403, 404, 409);
        calls
            .MapPost("/calls/{id}:answer", AnswerAsync)
            .RequireCaller()
            .WithSummary("Answer a tool call")
            .WithDescription(
                "Possible once and in time, for the agent's owner, a deputy or a security approver who does not own the key "
                    + "that made the call; not for API keys. Allowing a call that moves money or cannot be undone "
                    + "requires a fresh proof of identity in X-Reauthentication. Example: "
                    + "{\"outcome\":\"deny\",\"reason\":\"The invoice is paid\"}"
            )
            .Produces<CallDetail>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> DecideAsync(
        string agent,
        [FromBody] CallBody body,
        [FromHeader(Name = PreferHeader)] string? prefer,
        Caller caller,
        GroupedCalls decide,
        CancellationToken ct
    )
    {
        var read = CallRequest.Of(
            body.Run,
            body.Tool,
            body.Server,
            body.Scopes,
            (body.Amount, body.Currency),
            body.Arguments?.GetRawText()
        );
        if (read.Refusal is { } wrong)
        {
            return wrong.ToProblem();
        }

        var call = read.Value with { Step = body.Step, Seconds = body.Seconds, SpentSoFar = body.SpentSoFar };
        var environment = string.IsNullOrEmpty(body.Environment) ? null : body.Environment;
        return (await decide.RunAsync(caller.Actor, agent, environment, call, ct, PatienceOf(prefer))).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );
    }

    // RFC 7240: what cannot be read is no preference.
    private static TimeSpan? PatienceOf(string? prefer) =>
        NameValueHeaderValue.TryParseList([prefer ?? ""], out var preferences)
        && preferences.FirstOrDefault(p => p.Name.Equals("wait", StringComparison.OrdinalIgnoreCase)) is { } wait
        && int.TryParse(wait.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static async Task<IResult> ListAsync(
        string agent,
        [AsParameters] ListQuery query,
        string? state,
        ListCalls list,
        CancellationToken ct
    ) => (await list.RunAsync(agent, state, query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> GetAsync(string agent, string id, Caller caller, ListCalls list, CancellationToken ct) =>
        (await list.GetAsync(agent, id, CallReader.Of(caller.Actor), ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> AnswerAsync(
        string agent,
        string id,
        [FromBody] CallAnswerBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        AnswerCall answer,
        ListCalls list,
        CancellationToken ct
    )
    {
        var outcome = await answer.RunAsync(caller.Actor, new(agent, id, body.Outcome, body.Reason, proof), ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(agent, id, CallReader.Of(caller.Actor), ct)).Match<IResult>(
                TypedResults.Ok,
                unread => unread.ToProblem()
            );
    }
}
