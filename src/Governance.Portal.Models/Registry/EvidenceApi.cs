using System.Text;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Api.OpenApi;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Governance.Portal.Models.Registry;

/// <summary>Body of new evidence with a JSON payload.</summary>
/// <param name="Kind">Kind of evidence: <c>validation</c>, <c>fairness</c>, <c>sbom</c>, …</param>
/// <param name="Tool">The tool that produced the evidence, with its version.</param>
/// <param name="ProducedAt">When the tool produced the evidence, in RFC 3339 form.</param>
/// <param name="Payload">The report itself.</param>
public sealed record EvidenceBody(string? Kind, string? Tool, string? ProducedAt, JsonElement? Payload);

/// <summary>Body of a withdrawal.</summary>
/// <param name="Reason">Why the evidence is no longer valid.</param>
public sealed record WithdrawalBody(string? Reason);

/// <summary>Body of an attestation.</summary>
/// <param name="Sha256">The digest of the evidence as it was read.</param>
public sealed record EvidenceAttestationBody(string? Sha256);

/// <summary>Evidence over HTTP.</summary>
internal static class EvidenceApi
{
    private const string ProofHeader = "X-Reauthentication";
    private const long Slack = 1024 * 1024;
    private const int FieldBytes = 4_096;

    private static readonly Refusal s_mediaType = new(
        "request.media-type",
        $"Send application/json with a payload, or multipart/form-data with kind, tool, producedAt and a part named file.",
        RefusalKind.UnsupportedMedia
    );

    public static void Map(RouteGroupBuilder evidence)
    {
        evidence
            .MapPost("", AddAsync)
            .RequireCaller(Permission.AddEvidence, "evidence.added")
            .WithBodyLimit(limits => limits.EvidenceBytes + Slack)
            .Accepts<EvidenceBody>("application/json", "multipart/form-data")
            .WithName("AddEvidence")
            .WithSummary("Add evidence")
            .WithDescription(
                "The body is a JSON payload, whose digest is that of its RFC 8785 form; or multipart/form-data with the fields "
                    + "kind, tool, producedAt and the part file, whose digest is that of its bytes. While a promotion of the "
                    + "version is open or approved, this changes its bundle. A report of kind validation, fairness, "
                    + "robustness, explainability or prompt-safety states what it is about in `subject` {artifactSha256, "
                    + "datasetSha256, rows, seed}, and may hold measures for parts of the rows in `slices`. Example: "
                    + "{\"kind\":\"validation\",\"tool\":\"evaluator "
                    + "3.2\",\"producedAt\":\"2026-11-20T08:15:00Z\",\"payload\":{\"rows\":30000,\"auc\":0.912}}"
            )
            .Produces<EvidenceView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 413, 415, 422);
        evidence
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List evidence")
            .WithDescription("Newest first. Filter: kind. Example: ?kind=fairness")
            .Produces<ApiPage<EvidenceView>>()
            .Refuses(401, 403, 404, 422);
        evidence
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read evidence")
            .WithDescription("Returns the digest, tool and times of one piece of evidence. Example: EVD-0007.")
            .Produces<EvidenceView>()
            .Refuses(401, 403, 404);
        evidence
            .MapPost("/{id}/withdraw", WithdrawAsync)
            .RequireCaller()
            .WithName("WithdrawEvidence")
            .WithSummary("Withdraw evidence")
            .WithDescription(
                "For evidence that is no longer valid: it stays on record with who withdrew it and why, but is no longer used. "
                    + "Open and approved promotions of the version are re-evaluated without it: signatures based on it are void, and "
                    + "gates that require it block. For model owners, security approvers and compliance officers; not for API keys. "
                    + "Example: {\"reason\":\"The test set held rows of the training set.\"}"
            )
            .Produces<EvidenceView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        evidence
            .MapPost("/{id}/attestations", AttestAsync)
            .RequireCaller()
            .WithName("AttestEvidence")
            .WithSummary("Attest evidence")
            .WithDescription(
                "Adds the electronic signature of a validator to a piece of evidence, with a fresh proof of identity in "
                    + "X-Reauthentication. For risk officers, security approvers and compliance officers; not for API keys, nor for "
                    + "anyone who filed the evidence, developed the version or requests its promotion. Example: "
                    + "{\"sha256\":\"4be81d07…\"}"
            )
            .Produces<EvidenceView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        evidence
            .MapGet("/{id}/attestations/{number:int}", StatementAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Download a signed attestation of evidence")
            .WithDescription(
                "A DSSE envelope around an in-toto statement (predicate urn:governance:evidence-attestation:v1), sealed like sign-offs. "
                    + "The SHA-256 of its payload is the statementSha256 of the entry evidence.attested."
            )
            .Produces(StatusCodes.Status200OK, contentType: DsseEnvelope.MediaType)
            .Refuses(401, 403, 404);
        evidence
            .MapGet("/{id}/content", ContentAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Download evidence")
            .WithDescription(
                "Returns the exact bytes whose SHA-256 is the evidence's sha256, as an attachment, hashed again while they are sent."
            )
            .WithMetadata(AnyFile.Instance)
            .Refuses(401, 403, 404, 503);
    }

    private static async Task<IResult> AddAsync(
        string model,
        string version,
        Caller caller,
        HttpContext http,
        AddEvidence add,
        IOptions<LimitsOptions> limits,
        CancellationToken ct
    )
    {
        Result<EvidenceView> outcome;
        if (
            MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        )
        {
            outcome = await AddFileAsync(model, version, caller.Actor, http.Request, type, add, limits.Value, ct);
        }
        else if (http.Request.HasJsonContentType())
        {
            outcome = await AddPayloadAsync(model, version, caller.Actor, http, add, limits.Value, ct);
        }
        else
        {
            outcome = s_mediaType;
        }

        return outcome.Match<IResult>(
            view =>
                TypedResults.Created($"/api/v1/models/{view.Model}/versions/{Uri.EscapeDataString(view.Version)}/evidence/{view.Id}", view),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<Result<EvidenceView>> AddPayloadAsync(
        string model,
        string version,
        Actor actor,
        HttpContext http,
        AddEvidence add,
        LimitsOptions limits,
        CancellationToken ct
    )
    {
        if (http.Request.ContentLength > limits.JsonBodyBytes)
        {
            return ModelRefusals.TooLarge("Limits__JsonBodyBytes", limits.JsonBodyBytes);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limits.JsonBodyBytes;
        }

        var body = await http.Request.ReadFromJsonAsync<EvidenceBody>(ApiJson.Options, ct);
        return body is null
            ? new Refusal("request.malformed", $"The body is null. Send an object.", RefusalKind.Malformed)
            : await add.RunAsync(actor, new(model, version, body.Kind, body.Tool, body.ProducedAt), body.Payload, ct);
    }

    private static async Task<Result<EvidenceView>> AddFileAsync(
        string model,
        string version,
        Actor actor,
        HttpRequest request,
        MediaTypeHeaderValue type,
        AddEvidence add,
        LimitsOptions limits,
        CancellationToken ct
    )
    {
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
        {
            return MultipartForm.Malformed;
        }

        if (request.ContentLength > limits.EvidenceBytes + Slack)
        {
            return ModelRefusals.TooLarge("Limits__EvidenceBytes", limits.EvidenceBytes);
        }

        // Whether it may be added at all is asked before the file is taken in.
        var asked = await add.CheckBeforeUploadAsync(actor, model, version, ct);
        if (asked.Refusal is { } refused)
        {
            return refused;
        }

        AddEvidence.File? file = null;
        try
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            var reader = new MultipartReader(boundary, new CallersStream(request.Body));
            while (await MultipartForm.NextAsync(reader, ct) is { } part)
            {
                var disposition = part.GetContentDispositionHeader();
                var name = disposition is null ? null : HeaderUtilities.RemoveQuotes(disposition.Name).Value;
                var refusal = name switch
                {
                    "file" when file is null => await ReceiveAsync(actor, part, disposition!, add, f => file = f, ct),
                    "kind" or "tool" or "producedAt" when !fields.ContainsKey(name) => await FieldAsync(part, name, fields, ct),
                    "file" or "kind" or "tool" or "producedAt" => Refusal.Field(
                        "request.duplicate-member",
                        name,
                        $"This part appears twice."
                    ),
                    _ => Refusal.Field("request.unknown-member", name ?? "", $"Unknown part: send kind, tool, producedAt and file."),
                };
                if (refusal is not null)
                {
                    return refusal;
                }
            }

            return file is null
                ? Refusal.Field("evidence.payload-missing", "file", $"Send the evidence in the part named file.")
                : await add.RunAsync(
                    actor,
                    new(
                        model,
                        version,
                        fields.GetValueOrDefault("kind"),
                        fields.GetValueOrDefault("tool"),
                        fields.GetValueOrDefault("producedAt")
                    ),
                    file,
                    ct
                );
        }
        finally
        {
            if (file is not null)
            {
                await file.Content.DisposeAsync();
            }
        }
    }

    private static async Task<Refusal?> ReceiveAsync(
        Actor actor,
        MultipartSection part,
        ContentDispositionHeaderValue disposition,
        AddEvidence add,
        Action<AddEvidence.File> received,
        CancellationToken ct
    )
    {
        var content = await add.ReceiveAsync(actor, new CallersStream(part.Body), ct);
        if (content.Refusal is { } refusal)
        {
            return refusal;
        }

        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
        received(new AddEvidence.File(content.Value, HeaderUtilities.RemoveQuotes(name).Value, part.ContentType));
        return null;
    }

    private static async Task<Refusal?> FieldAsync(
        MultipartSection part,
        string name,
        Dictionary<string, string> fields,
        CancellationToken ct
    )
    {
        var bytes = new byte[FieldBytes + 1];
        var length = await new CallersStream(part.Body).ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > FieldBytes)
        {
            return Refusal.Field("request.field-too-long", name, $"This field has more than {FieldBytes} bytes.");
        }

        try
        {
            fields[name] = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
            return null;
        }
        catch (DecoderFallbackException)
        {
            return Refusal.Field("request.not-utf8", name, $"This field is not UTF-8.", RefusalKind.Malformed);
        }
    }

    private static async Task<IResult> ListAsync(
        string model,
        string version,
        string? kind,
        [AsParameters] ListQuery query,
        ListEvidence list,
        CancellationToken ct
    )
    {
        var page = await list.PageAsync(model, version, kind, query, ct);
        return page.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> GetAsync(string model, string version, string id, ListEvidence list, CancellationToken ct)
    {
        var found = await list.OneAsync(model, version, id, ct);
        return found.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> WithdrawAsync(
        string model,
        string version,
        string id,
        [FromBody] WithdrawalBody body,
        Caller caller,
        WithdrawEvidence withdraw,
        CancellationToken ct
    ) =>
        (await withdraw.RunAsync(caller.Actor, model, version, id, body.Reason, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> AttestAsync(
        string model,
        string version,
        string id,
        [FromBody] EvidenceAttestationBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        AttestEvidence attest,
        CancellationToken ct
    ) =>
        (await attest.RunAsync(caller.Actor, new(model, version, id, body.Sha256, proof), ct)).Match<IResult>(
            view =>
                TypedResults.Created(
                    $"/api/v1/models/{view.Model}/versions/{Uri.EscapeDataString(view.Version)}/evidence/{view.Id}"
                        + $"/attestations/{view.Attested[^1].Number}",
                    view
                ),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> StatementAsync(
        string model,
        string version,
        string id,
        int number,
        ListEvidence list,
        CancellationToken ct
    ) =>
        (await list.StatementAsync(model, version, id, number, ct)).Match<IResult>(
            bytes => TypedResults.File(bytes, DsseEnvelope.MediaType, $"{id}-attestation-{number}.dsse.json"),
            refusal => refusal.ToProblem()
        );

    private static async Task ContentAsync(
        string model,
        string version,
        string id,
        HttpContext http,
        FindFiles find,
        StoredFiles files,
        CancellationToken ct
    )
    {
        var file = await find.EvidenceAsync(model, version, id, ct);
        if (file.Refusal is { } refusal)
        {
            await refusal.ToProblem().ExecuteAsync(http);
            return;
        }

        await SentFiles.SendAsync(http, files, file.Value);
    }
}
