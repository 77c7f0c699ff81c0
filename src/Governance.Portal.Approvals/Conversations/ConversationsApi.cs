using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Api.OpenApi;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Storage;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>Conversations over HTTP: the same three operations for every kind of record that has one.</summary>
internal static class ConversationsApi
{
    /// <summary>What the operations on comments say of mentions and files.</summary>
    public const string About =
        "Adds to the conversation; changes no bundle, and cannot be changed or taken back. JSON with text, or "
        + "multipart/form-data with text and files as parts called file. @ and an e-mail address, a printed "
        + "name or [USR-0004] mentions a person who may read the record; they are notified. The files "
        + "are not evidence. Example: {\"text\":\"Which test set is this, @owner@demo.example?\"}";

    public static void Map(RouteGroupBuilder api)
    {
        foreach (var kind in Enum.GetValues<ConversationKind>())
        {
            var (read, name, tag) = (ConversationSubject.ReadOf(kind), kind.ToString(), $"{kind}s");
            var comments = api.MapGroup($"/{ConversationSubject.CollectionOf(kind)}/{{id}}/comments").WithTags(tag);
            if (kind is not ConversationKind.Promotion)
            {
                // A promotion's answers the promotion, as it always has: see ApprovalsApi.
                comments
                    .MapPost("", PostAsync)
                    .RequireCaller(Permission.Comment, ConversationSubject.ActionOf(kind))
                    .WithBodyLimit(CommentRequest.MaxBytes)
                    .Accepts<CommentBody>("application/json", "multipart/form-data")
                    .WithName($"CommentOn{name}")
                    .WithSummary("Comment")
                    .WithDescription(About)
                    .Produces<CommentView>(StatusCodes.Status201Created)
                    .Refuses(400, 401, 403, 404, 413, 415, 422);
            }

            comments
                .MapGet("", ListAsync)
                .RequirePermission(read)
                .WithName($"List{name}Comments")
                .WithSummary("List comments")
                .WithDescription("Oldest first, with the people each comment mentions and the files it carries. Example: ?limit=20")
                .Produces<ApiPage<CommentView>>()
                .Refuses(401, 403, 404, 422);
            comments
                .MapGet("/{comment:long}/attachments/{number:int}", ContentAsync)
                .RequirePermission(read)
                .WithName($"Download{name}Attachment")
                .WithSummary("Download a file of a comment")
                .WithDescription("The exact bytes whose SHA-256 the comment names, as an attachment, hashed again while they are sent.")
                .WithMetadata(AnyFile.Instance)
                .Refuses(401, 403, 404, 503);
        }
    }

    private static async Task<IResult> PostAsync(
        string id,
        HttpContext http,
        Caller caller,
        PostComment post,
        IOptions<LimitsOptions> limits,
        CancellationToken ct
    )
    {
        if (SubjectOf(http, id) is not { } subject)
        {
            return CommentRefusals.NotFound.ToProblem();
        }

        var read = await CommentRequest.ReadAsync(http, caller.Actor, subject, post, limits.Value, ct);
        if (read.Refusal is { } wrong)
        {
            return wrong.ToProblem();
        }

        await using var request = read.Value;
        var outcome = await post.RunAsync(caller.Actor, subject, request.Text, request.Files, ct);
        return outcome.Match<IResult>(view => TypedResults.Created(subject.Api, view), refusal => refusal.ToProblem());
    }

    private static async Task<IResult> ListAsync(
        string id,
        HttpContext http,
        [AsParameters] ListQuery query,
        ListComments list,
        CancellationToken ct
    ) =>
        SubjectOf(http, id) is { } subject
            ? (await list.RunAsync(subject, query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem())
            : CommentRefusals.NotFound.ToProblem();

    private static async Task ContentAsync(
        string id,
        long comment,
        int number,
        HttpContext http,
        ListComments list,
        StoredFiles files,
        CancellationToken ct
    )
    {
        var file = SubjectOf(http, id) is { } subject ? await list.FileAsync(subject, comment, number, ct) : CommentRefusals.NotFound;
        if (file.Refusal is { } refusal)
        {
            await refusal.ToProblem().ExecuteAsync(http);
            return;
        }

        await SentFiles.SendAsync(http, files, file.Value);
    }

    // The door asked for the right to read the kind that stands in the path: the id has to be one of that kind.
    private static ConversationSubject? SubjectOf(HttpContext http, string id) =>
        ConversationSubject.TryParse(id, out var subject)
        && http.Request.Path.StartsWithSegments(
            $"/api/v1/{ConversationSubject.CollectionOf(subject.Kind)}",
            StringComparison.OrdinalIgnoreCase
        )
            ? subject
            : null;
}
