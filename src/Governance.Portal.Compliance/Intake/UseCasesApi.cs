using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Intake;

/// <summary>A proposed use case. A draft needs only a title.</summary>
/// <param name="Title">Name people read; also that of the AI system, once accepted.</param>
public sealed record UseCaseBody([property: Required] string? Title)
{
    /// <summary>Purpose of the use case, in one sentence.</summary>
    public string? Purpose { get; init; }

    /// <summary>The expected benefit for the organisation.</summary>
    public string? Benefit { get; init; }

    /// <summary>Groups of people affected by its output.</summary>
    public IReadOnlyList<string?>? AffectedGroups { get; init; }

    /// <summary>Which of these groups are vulnerable.</summary>
    public string? Vulnerable { get; init; }

    /// <summary>no-personal, personal, special-category, criminal-offence, biometric, financial, employee, confidential.</summary>
    public IReadOnlyList<string?>? Data { get; init; }

    /// <summary>build, buy or adapt.</summary>
    public string? Sourcing { get; init; }

    /// <summary>Supplier of the system, or of the part it is built on.</summary>
    public string? Supplier { get; init; }

    /// <summary>Product of the supplier.</summary>
    public string? Product { get; init; }

    /// <summary>on-premises, own-cloud, supplier-in-union or supplier-outside-union.</summary>
    public string? Hosting { get; init; }

    /// <summary>assist, decide-with-review or decide-alone.</summary>
    public string? DecisionRole { get; init; }

    /// <summary>Desired start date, such as 2027-03-01.</summary>
    public string? WishedStart { get; init; }

    /// <summary>E-mail address of the proposed owner.</summary>
    public string? Owner { get; init; }

    /// <summary>The business unit that would use it.</summary>
    public string? BusinessUnit { get; init; }

    /// <summary>Answers to questions of the law's questionnaire, by their ids.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Screening { get; init; }

    internal UseCaseCommand ToCommand() =>
        new(Title)
        {
            Purpose = Purpose,
            Benefit = Benefit,
            AffectedGroups = AffectedGroups,
            Vulnerable = Vulnerable,
            Data = Data,
            Sourcing = Sourcing,
            Supplier = Supplier,
            Product = Product,
            Hosting = Hosting,
            DecisionRole = DecisionRole,
            WishedStart = WishedStart,
            Owner = Owner,
            BusinessUnit = BusinessUnit,
            Screening = Screening,
        };
}

/// <summary>What a reviewer wants to know.</summary>
/// <param name="Question">The question.</param>
public sealed record UseCaseQuestionBody([property: Required] string? Question);

/// <summary>An opinion.</summary>
/// <param name="Verdict">support, support-with-conditions or object.</param>
/// <param name="Words">Reasons, or the conditions.</param>
public sealed record UseCaseOpinionBody([property: Required] string? Verdict, [property: Required] string? Words);

/// <summary>Why a use case is declined.</summary>
/// <param name="Reason">The reason.</param>
public sealed record UseCaseDeclineBody([property: Required] string? Reason);

/// <summary>Acceptance of a use case.</summary>
/// <param name="ExpectedClass">The expected risk class, by its id in the law's data, such as high_risk_annex_iii.</param>
/// <param name="ExpectedTier">tier1, tier2, tier3 or tier4.</param>
/// <param name="Pack">Name of the policy pack to start from.</param>
/// <param name="Owner">E-mail address of the system's owner (default: the proposed owner).</param>
/// <param name="Roles">Roles of the organisation, such as provider and deployer.</param>
/// <param name="Conditions">Conditions to meet, each in words.</param>
/// <param name="Reason">Reason for the acceptance; required if a reviewer objected.</param>
/// <param name="SystemName">Name of the AI system (default: the title of the use case).</param>
public sealed record UseCaseAcceptBody(
    [property: Required] string? ExpectedClass,
    [property: Required] string? ExpectedTier,
    string? Pack = null,
    string? Owner = null,
    IReadOnlyList<string?>? Roles = null,
    IReadOnlyList<string?>? Conditions = null,
    string? Reason = null,
    string? SystemName = null
);

/// <summary>How a condition was met.</summary>
/// <param name="Condition">Number of the condition.</param>
/// <param name="Words">How the condition was met.</param>
public sealed record UseCaseConditionBody([property: Required] int? Condition, [property: Required] string? Words);

/// <summary>Use cases over HTTP.</summary>
internal static class UseCasesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var useCases = api.MapGroup("/use-cases").WithTags("Use cases");
        useCases
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadUseCases)
            .WithSummary("List use cases")
            .WithDescription("Proposed use cases of AI, newest first. Filters: state, open. Example: ?open=true")
            .Produces<ApiPage<UseCaseRow>>()
            .Refuses(401, 403, 422);
        useCases
            .MapPost("", ProposeAsync)
            .RequireCaller()
            .WithSummary("Propose a use case")
            .WithDescription(
                "Begins a draft that only its proposers may change or submit. "
                    + "Example: {\"title\":\"Loan pricing\",\"purpose\":\"Proposes the price of a loan\",\"screening\":{\"Q10\":[\"no\"]}}"
            )
            .Produces<UseCaseView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 422);
        useCases
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadUseCases)
            .WithSummary("Read a use case")
            .WithDescription("Example: USE-0001. Returns the answers, the hints that follow from them, opinions, decision and conditions.")
            .Produces<UseCaseView>()
            .Refuses(401, 403, 404);
        MapProposer(useCases);
        MapTriage(useCases);
    }

    private static void MapProposer(RouteGroupBuilder useCases)
    {
        useCases
            .MapPost("/{id}:change", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change a use case")
            .WithDescription("Replaces all answers. Possible while the use case is with its proposer.")
            .Produces<UseCaseView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        useCases
            .MapPost("/{id}:submit", SubmitAsync)
            .RequireCaller()
            .WithSummary("Submit a use case")
            .WithDescription("Requests opinions from risk, security and legal. The triage period starts then.")
            .Produces<UseCaseView>()
            .Refuses(401, 403, 404, 409, 422);
        useCases
            .MapPost("/{id}:withdraw", WithdrawAsync)
            .RequireCaller()
            .WithSummary("Withdraw a use case")
            .WithDescription("For those who proposed the use case. The use case stays on record.")
            .Produces<UseCaseView>()
            .Refuses(401, 403, 404, 409);
    }

    private static void MapTriage(RouteGroupBuilder useCases)
    {
        useCases
            .MapPost("/{id}:ask", AskAsync)
            .RequireCaller()
            .WithSummary("Ask the proposer for more information")
            .WithDescription("The use case goes back to its proposer. Example: {\"question\":\"Where do the prices come from?\"}")
            .Produces<UseCaseView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        useCases
            .MapPost("/{id}:opinion", OpinionAsync)
            .RequireCaller()
            .WithSummary("Give an opinion on a use case")
            .WithDescription(
                "The opinion is given in the active role; not on your own proposal, and not for API keys. Example: "
                    + "{\"verdict\":\"support\",\"words\":\"The data never leaves our own cloud\"}"
            )
            .Produces<UseCaseView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        useCases
            .MapPost("/{id}:decline", DeclineAsync)
            .RequireCaller()
            .WithSummary("Decline a use case")
            .WithDescription("Example: {\"reason\":\"Emotion recognition at work is prohibited (Art. 5(1)(f))\"}")
            .Produces<UseCaseView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        useCases
            .MapPost("/{id}:accept", AcceptAsync)
            .RequireCaller()
            .WithSummary("Accept a use case")
            .WithDescription(
                "Possible once all three opinions are given. The AI system is registered in the same action. Example: "
                    + "{\"expectedClass\":\"minimal\",\"expectedTier\":\"tier2\",\"pack\":\"pricing\",\"roles\":[\"deployer\"]}"
            )
            .Produces<UseCaseView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        useCases
            .MapPost("/{id}:meet-condition", MeetAsync)
            .RequireCaller()
            .WithSummary("Record how a condition was met")
            .WithDescription("Example: {\"condition\":1,\"words\":\"The fairness test of 12 March passed\"}")
            .Produces<UseCaseView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? state,
        string? open,
        ListUseCases list,
        CancellationToken ct
    ) => (await list.RunAsync(new UseCaseFilter(state, open), query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> ProposeAsync(
        [FromBody] UseCaseBody body,
        Caller caller,
        ProposeUseCase propose,
        ListUseCases list,
        CancellationToken ct
    )
    {
        var outcome = await propose.RunAsync(caller.Actor, body.ToCommand(), ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(outcome.Value, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/use-cases/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }

    private static Task<IResult> GetAsync(string id, ListUseCases list, CancellationToken ct) =>
        ActAsync(id, list, useCase => Task.FromResult<Result<UseCaseId>>(useCase), ct);

    private static Task<IResult> ChangeAsync(
        string id,
        [FromBody] UseCaseBody body,
        Caller caller,
        ChangeUseCase change,
        ListUseCases list,
        CancellationToken ct
    ) => ActAsync(id, list, useCase => change.RunAsync(caller.Actor, useCase, body.ToCommand(), ct), ct);

    private static Task<IResult> SubmitAsync(string id, Caller caller, SubmitUseCase submit, ListUseCases list, CancellationToken ct) =>
        ActAsync(id, list, useCase => submit.RunAsync(caller.Actor, useCase, ct), ct);

    private static Task<IResult> WithdrawAsync(
        string id,
        Caller caller,
        WithdrawUseCase withdraw,
        ListUseCases list,
        CancellationToken ct
    ) => ActAsync(id, list, useCase => withdraw.RunAsync(caller.Actor, useCase, ct), ct);

    private static Task<IResult> AskAsync(
        string id,
        [FromBody] UseCaseQuestionBody body,
        Caller caller,
        AskProposer ask,
        ListUseCases list,
        CancellationToken ct
    ) => ActAsync(id, list, useCase => ask.RunAsync(caller.Actor, useCase, body.Question, ct), ct);

    private static Task<IResult> OpinionAsync(
        string id,
        [FromBody] UseCaseOpinionBody body,
        Caller caller,
        GiveOpinion give,
        ListUseCases list,
        CancellationToken ct
    ) => ActAsync(id, list, useCase => give.RunAsync(caller.Actor, useCase, body.Verdict, body.Words, ct), ct);

    private static Task<IResult> DeclineAsync(
        string id,
        [FromBody] UseCaseDeclineBody body,
        Caller caller,
        DeclineUseCase decline,
        ListUseCases list,
        CancellationToken ct
    ) => ActAsync(id, list, useCase => decline.RunAsync(caller.Actor, useCase, body.Reason, ct), ct);

    private static Task<IResult> AcceptAsync(
        string id,
        [FromBody] UseCaseAcceptBody body,
        Caller caller,
        AcceptUseCase accept,
        ListUseCases list,
        CancellationToken ct
    ) =>
        ActAsync(
            id,
            list,
            useCase =>
                accept.RunAsync(
                    caller.Actor,
                    new(useCase)
                    {
                        ExpectedClass = body.ExpectedClass,
                        ExpectedTier = body.ExpectedTier,
                        Pack = body.Pack,
                        Owner = body.Owner,
                        Roles = body.Roles,
                        Conditions = body.Conditions,
                        Reason = body.Reason,
                        SystemName = body.SystemName,
                    },
                    ct
                ),
            ct
        );

    private static Task<IResult> MeetAsync(
        string id,
        [FromBody] UseCaseConditionBody body,
        Caller caller,
        MeetCondition meet,
        ListUseCases list,
        CancellationToken ct
    ) => ActAsync(id, list, useCase => meet.RunAsync(caller.Actor, useCase, body.Condition ?? 0, body.Words, ct), ct);

    private static async Task<IResult> ActAsync(
        string id,
        ListUseCases list,
        Func<UseCaseId, Task<Result<UseCaseId>>> act,
        CancellationToken ct
    )
    {
        // An id of another form names nothing either; permission is looked at first all the same.
        var outcome = await act(DisplayId.TryParse<UseCaseId>(id, out var useCase) ? useCase : default);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(outcome.Value, ct)).Match<IResult>(TypedResults.Ok, unread => unread.ToProblem());
    }
}
