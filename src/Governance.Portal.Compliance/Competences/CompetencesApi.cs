using System.ComponentModel.DataAnnotations;
using System.Text;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Competences.Import;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Competences;

/// <summary>A training that someone completed.</summary>
/// <param name="Topic">Key of the topic that the training covers, such as ai-literacy.</param>
/// <param name="Course">Name of the course.</param>
/// <param name="Provider">Who provided the training.</param>
/// <param name="Person">E-mail address of the person's account (default: the caller).</param>
/// <param name="On">The day on which it was completed (default: today).</param>
/// <param name="ValidUntil">The last day on which it is valid (default: according to the topic).</param>
/// <param name="Reference">Where the proof is.</param>
/// <param name="Sha256">SHA-256 of that file.</param>
public sealed record CompetenceBody(
    [property: Required] string? Topic,
    [property: Required] string? Course,
    [property: Required] string? Provider,
    string? Person = null,
    DateOnly? On = null,
    DateOnly? ValidUntil = null,
    string? Reference = null,
    string? Sha256 = null
);

/// <summary>A topic, with who needs it and for what.</summary>
/// <param name="Key">Short name of the topic.</param>
/// <param name="Title">Title of the topic.</param>
/// <param name="Courses">Courses that cover the topic.</param>
/// <param name="Roles">Ids of the roles that need it.</param>
/// <param name="Duties">sign-security, sign-legal, sign-owner, oversee or validate.</param>
/// <param name="Enforced">True to refuse its duties to people without a valid record.</param>
/// <param name="ValidMonths">Months for which a training is valid; without it, trainings do not expire.</param>
/// <param name="EnforcedRoles">Ids of the roles in which no one can act without a valid record; never Administrator.</param>
public sealed record CompetenceTopicBody(
    [property: Required] string? Key,
    [property: Required] string? Title,
    IReadOnlyList<string>? Courses = null,
    IReadOnlyList<string>? Roles = null,
    IReadOnlyList<string>? Duties = null,
    bool Enforced = false,
    int? ValidMonths = null,
    IReadOnlyList<string>? EnforcedRoles = null
);

/// <summary>What the organisation requires.</summary>
/// <param name="Topics">All topics.</param>
/// <param name="Revision">Revision of the plan.</param>
public sealed record CompetencePlanView(IReadOnlyList<CompetenceTopicBody> Topics, int Revision);

/// <summary>What the organisation requires from now on.</summary>
/// <param name="Topics">All topics.</param>
public sealed record CompetencePlanBody([property: Required] IReadOnlyList<CompetenceTopicBody>? Topics);

/// <summary>A file of training records.</summary>
/// <param name="File">Text of the file: CSV, or xAPI statements as JSON.</param>
/// <param name="Topic">Topic for courses that are not assigned to a topic.</param>
/// <param name="Provider">Provider for courses without one.</param>
/// <param name="Preview">True to see what would become of each line, without recording anything.</param>
public sealed record CompetenceImportBody(
    [property: Required] string? File,
    string? Topic = null,
    string? Provider = null,
    bool Preview = false
);

/// <summary>The result of an import.</summary>
/// <param name="Recorded">Trainings that were recorded.</param>
/// <param name="Lines">What becomes of each line, in a preview; none after an import.</param>
public sealed record CompetenceImportView(int Recorded, IReadOnlyList<TrainingLine> Lines);

/// <summary>Competence records over HTTP.</summary>
internal static class CompetencesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var records = api.MapGroup("/competences").WithTags("Competences");
        records
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadCompetences)
            .WithSummary("List competence records")
            .WithDescription(
                "The training records of people, newest first. Filters: state, topic, person. Example: ?topic=ai-literacy&state=confirmed"
            )
            .Produces<ApiPage<CompetenceView>>()
            .Refuses(401, 403, 422);
        records
            .MapPost("", RecordAsync)
            .RequireCaller()
            .WithSummary("Record training")
            .WithDescription(
                "The record takes effect once someone else has confirmed it. Example: "
                    + "{\"topic\":\"ai-literacy\",\"course\":\"AI basics\",\"provider\":\"Academy\",\"on\":\"2026-11-02\"}"
            )
            .Produces<CompetenceView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 422);
        records
            .MapPost("/import", ImportAsync)
            .RequireCaller()
            .WithBodyLimit(_ => 2 * TrainingFile.MaxBytes)
            .WithSummary("Import training records from a file")
            .WithDescription(
                "Send CSV, a SCORM completion export as CSV, or xAPI statements. Lines that are invalid, already recorded or "
                    + "not completed are left out; `preview` says which. Example: "
                    + "{\"file\":\"email,course,provider,completed\\nann@bank.example,AI "
                    + "basics,Academy,2026-11-02\",\"topic\":\"ai-literacy\",\"preview\":true}"
            )
            .Produces<CompetenceImportView>()
            .Refuses(400, 401, 403, 413, 422);
        records
            .MapGet("/plan", PlanAsync)
            .RequirePermission(Permission.ReadCompetences)
            .WithSummary("Read the competence plan")
            .WithDescription(
                "Returns the topics with the roles and duties that need them, and which of those roles and duties cannot "
                    + "be assigned without a valid record."
            )
            .Produces<CompetencePlanView>()
            .Refuses(401, 403);
        records
            .MapPut("/plan", ChangePlanAsync)
            .RequireCaller()
            .WithSummary("Change the competence plan")
            .WithDescription("Send the whole list: a topic that is left out is removed. Existing signatures stay as they are.")
            .Produces<CompetencePlanView>()
            .Refuses(400, 401, 403, 409, 412, 422);
        records
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadCompetences)
            .WithSummary("Read a competence record")
            .WithDescription("Example: CMP-0001.")
            .Produces<CompetenceView>()
            .Refuses(401, 403, 404);
        records
            .MapPost("/{id}:confirm", ConfirmAsync)
            .RequireCaller()
            .WithSummary("Confirm a competence record")
            .WithDescription("For someone other than the person whom the record concerns and the person who recorded it; not for API keys.")
            .Produces<CompetenceView>()
            .Refuses(401, 403, 404, 409);
        records
            .MapPost("/{id}:withdraw", WithdrawAsync)
            .RequireCaller()
            .WithSummary("Withdraw a competence record")
            .WithDescription(
                "The record is no longer valid but stays in the register. Example: {\"reason\":\"Recorded for the wrong person\"}"
            )
            .Produces<CompetenceView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? state,
        string? topic,
        string? person,
        ListCompetences list,
        CancellationToken ct
    ) =>
        (await list.RunAsync(new CompetenceFilter(state, topic, person), query, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> RecordAsync(
        [FromBody] CompetenceBody body,
        Caller caller,
        RecordCompetence record,
        ListCompetences list,
        CancellationToken ct
    )
    {
        var outcome = await record.RunAsync(
            caller.Actor,
            new(body.Person, body.Topic, body.Course, body.Provider, body.On, body.ValidUntil, body.Reference, body.Sha256),
            ct
        );
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(outcome.Value, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/competences/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }

    private static async Task<IResult> GetAsync(string id, ListCompetences list, CancellationToken ct) =>
        (await list.GetAsync(IdOf(id), ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> ConfirmAsync(
        string id,
        Caller caller,
        ConfirmCompetences confirm,
        ListCompetences list,
        CancellationToken ct
    )
    {
        var outcome = await confirm.RunAsync(caller.Actor, [IdOf(id)], ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await GetAsync(id, list, ct);
    }

    private static async Task<IResult> WithdrawAsync(
        string id,
        [FromBody] ReasonBody body,
        Caller caller,
        WithdrawCompetence withdraw,
        ListCompetences list,
        CancellationToken ct
    )
    {
        var outcome = await withdraw.RunAsync(caller.Actor, IdOf(id), body.Reason, ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await GetAsync(id, list, ct);
    }

    private static async Task<IResult> ImportAsync(
        [FromBody] CompetenceImportBody body,
        Caller caller,
        PreviewTrainings preview,
        ImportTrainings import,
        CancellationToken ct
    )
    {
        var (file, defaults) = (Encoding.UTF8.GetBytes(body.File ?? ""), new TrainingDefaults(body.Topic, body.Provider));
        if (body.Preview)
        {
            return (await preview.RunAsync(caller.Actor, file, defaults, ct)).Match<IResult>(
                lines => TypedResults.Ok(new CompetenceImportView(0, lines)),
                refusal => refusal.ToProblem()
            );
        }

        return (await import.RunAsync(caller.Actor, file, defaults, ct)).Match<IResult>(
            recorded => TypedResults.Ok(new CompetenceImportView(recorded, [])),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> PlanAsync(HttpContext context, ListCompetences list, CancellationToken ct)
    {
        var (topics, revision) = await list.PlanAsync(ct);
        ETags.Set(context, revision);
        return TypedResults.Ok(
            new CompetencePlanView(
                [
                    .. topics.Select(t => new CompetenceTopicBody(
                        t.Key,
                        t.Title,
                        t.Courses,
                        t.Roles,
                        [.. t.Duties.Select(WireName.Of)],
                        t.Enforced,
                        t.ValidMonths,
                        t.EnforcedRoles
                    )),
                ],
                revision
            )
        );
    }

    private static async Task<IResult> ChangePlanAsync(
        [FromBody] CompetencePlanBody body,
        Caller caller,
        HttpContext context,
        ChangeCompetencePlan change,
        ListCompetences list,
        CancellationToken ct
    )
    {
        var topics = Topics(body.Topics ?? []);
        var outcome = topics.IsDone ? await change.RunAsync(caller.Actor, topics.Value, ETags.IfMatch(context), ct) : topics.Refusal;
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await PlanAsync(context, list, ct);
    }

    private static Result<CompetenceTopic[]> Topics(IReadOnlyList<CompetenceTopicBody> bodies)
    {
        var topics = new List<CompetenceTopic>();
        foreach (var body in bodies)
        {
            var duties = new List<CompetenceDuty>();
            foreach (var name in body.Duties ?? [])
            {
                if (!WireName.TryParse<CompetenceDuty>(name, out var duty))
                {
                    return CompetenceRefusals.DutyUnknown;
                }

                duties.Add(duty);
            }

            topics.Add(
                new(body.Key ?? "", body.Title ?? "", body.Courses ?? [], body.Roles ?? [], duties, body.Enforced, body.ValidMonths)
                {
                    EnforcedRoles = body.EnforcedRoles ?? [],
                }
            );
        }

        return topics.ToArray();
    }

    // An id of another form names nothing either; permission is looked at first all the same.
    private static CompetenceId IdOf(string id) => DisplayId.TryParse<CompetenceId>(id, out var record) ? record : default;
}
