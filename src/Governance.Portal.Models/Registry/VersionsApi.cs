using System.Text.Json;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Api.OpenApi;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Storage;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Registry;

/// <summary>Body of a new version.</summary>
/// <param name="Version">Letters, digits, dots, plus signs and hyphens; unique within the model, ignoring case.</param>
/// <param name="Artifact">The file of the version.</param>
/// <param name="Source">Source that the version was built from.</param>
/// <param name="Datasets">Datasets used to build and test the version.</param>
/// <param name="Metrics">By name: a number, or an object with value, n, low and high.</param>
/// <param name="Dependencies">Packages that the version needs.</param>
/// <param name="Images">Container images that serve the version: registry/name@sha256:…, or sha256:… for the same image under any name.
/// </param>
public sealed record VersionBody(
    string? Version,
    ArtifactBody? Artifact,
    SourceBody? Source = null,
    IReadOnlyList<DatasetBody?>? Datasets = null,
    IReadOnlyDictionary<string, JsonElement>? Metrics = null,
    IReadOnlyList<DependencyBody?>? Dependencies = null,
    IReadOnlyList<string?>? Images = null
);

/// <summary>Versions and their artifacts over HTTP.</summary>
internal static class VersionsApi
{
    // What a form around a file may add to its length.
    private const long Slack = 1024 * 1024;

    public static void Map(RouteGroupBuilder versions)
    {
        versions
            .MapPost("", RegisterAsync)
            .RequireCaller()
            .WithName("RegisterVersion")
            .WithSummary("Register a version")
            .WithDescription(
                "A version is immutable; later findings are added as evidence. A deployment permit can name only container images "
                    + "listed in `images`. A dataset with the role test is the held-out set on which a policy can require "
                    + "evidence to be measured. All errors in the body are reported together, by field. Example: "
                    + "{\"version\":\"1.4.0\",\"artifact\":{\"sha256\":\"9f86d081…\","
                    + "\"sizeBytes\":2411724,\"mediaType\":\"application/octet-stream\"},"
                    + "\"source\":{\"repository\":\"git.example/fraud\",\"commit\":\"a41f09c\"},"
                    + "\"datasets\":[{\"name\":\"payments\",\"version\":\"2026-10\","
                    + "\"sha256\":\"5b0a…\",\"role\":\"training\"}],\"metrics\":{\"auc\":{\"value\":0.912,"
                    + "\"n\":30000,\"low\":0.905,\"high\":0.919},\"brier\":0.081},"
                    + "\"dependencies\":[{\"name\":\"numpy\",\"version\":\"2.1.0\","
                    + "\"license\":\"BSD-3-Clause\"}],\"images\":[\"registry.example/fraud-scorer@sha256:4a5e…\"]}"
            )
            .Produces<VersionView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        versions
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List versions")
            .WithDescription("Newest first. Filter: stage. Example: ?stage=staging")
            .Produces<ApiPage<VersionRow>>()
            .Refuses(401, 403, 404, 422);
        versions
            .MapGet("/{version}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a version")
            .WithDescription(
                "The version is returned as registered, with its stage. versionSha256 is the SHA-256 of the manifest's bytes "
                    + "and is in every evidence bundle. The ETag is the version's revision."
            )
            .Produces<VersionView>()
            .Refuses(401, 403, 404);
        versions
            .MapGet("/{version}/manifest", ManifestAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Download the manifest")
            .WithDescription("Returns the exact bytes of the version as registered (RFC 8785): their SHA-256 is versionSha256.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(401, 403, 404);
        versions
            .MapGet("/{version}/stages", StagesAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read the stage history")
            .WithDescription("Lists every step from stage to stage with the deployment or promotion that caused it, oldest first.")
            .Produces<IReadOnlyList<StageStep>>()
            .Refuses(401, 403, 404);
        versions
            .MapPut("/{version}/artifact", StoreAsync)
            .RequireCaller()
            .WithBodyLimit(limits => limits.ArtifactBytes + Slack)
            .Accepts<byte[]>("application/octet-stream")
            .WithName("UploadArtifact")
            .WithSummary("Upload the artifact")
            .WithDescription(
                "The body is the file's bytes, streamed and hashed on arrival. A digest or size other than declared is refused "
                    + "with 422, and nothing is kept. Sending the same bytes again changes nothing. 201 the first time, 200 afterwards. "
                    + "Example: curl -T model.onnx -H 'Authorization: Bearer gvk_…' …/versions/1.4.0/artifact"
            )
            .Produces<VersionView>()
            .Produces<VersionView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 413, 422);
        versions
            .MapGet("/{version}/artifact", DownloadAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Download the artifact")
            .WithDescription(
                "The artifact is sent as an attachment, and hashed again while it is sent. When the stored bytes are no longer "
                    + "what was uploaded, the transfer is aborted and an alert is logged. Where "
                    + "`Storage__S3__PresignedSeconds` is set, the answer is a 307 redirect to an address in the bucket that "
                    + "is valid for that long: compare the digest of the file you download there."
            )
            .WithMetadata(AnyFile.Instance)
            .Refuses(401, 403, 404, 503);
        versions
            .MapPut("/{version}/signature", SignAsync)
            .RequireCaller()
            .WithBodyLimit(_ => ModelSigning.MaxBytes)
            .Accepts<byte[]>("application/json", ModelSigning.BundleType, "application/octet-stream")
            .WithSummary("Upload the signature of the artifact")
            .WithDescription(
                "The body is the bytes of model.sig: OpenSSF Model Signing 1.0, a Sigstore bundle signed with a P-256 key. It is "
                    + "verified against the trusted keys and the declared digest, and kept only if it is valid. 201 the first time, 200 "
                    + "for the same bytes again. Example: curl -T model.sig -H 'Authorization: Bearer gvk_…' …/versions/1.4.0/signature"
            )
            .Produces<SignatureView>()
            .Produces<SignatureView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 409, 413, 422);
        versions
            .MapGet("/{version}/signature", SignatureAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Download the signature of the artifact")
            .WithDescription("Returns the newest verified signature, byte for byte as it was uploaded.")
            .Produces(StatusCodes.Status200OK, contentType: ModelSigning.BundleType)
            .Refuses(401, 403, 404);
    }

    private static async Task<IResult> RegisterAsync(
        string model,
        [FromBody] VersionBody body,
        Caller caller,
        HttpContext http,
        RegisterVersion register,
        CancellationToken ct
    )
    {
        var outcome = await register.RunAsync(
            caller.Actor,
            new(model, body.Version, body.Artifact)
            {
                Source = body.Source,
                Datasets = body.Datasets,
                Metrics = body.Metrics,
                Dependencies = body.Dependencies,
                Images = body.Images,
            },
            ct
        );
        return outcome.Match<IResult>(
            version =>
            {
                ETags.Set(http, version.Revision);
                return TypedResults.Created(Address(version), version);
            },
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> ListAsync(
        string model,
        [AsParameters] ListQuery query,
        string? stage,
        ListVersions list,
        CancellationToken ct
    )
    {
        var page = await list.PageAsync(model, stage, query, ct);
        return page.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> GetAsync(string model, string version, HttpContext http, GetVersion get, CancellationToken ct)
    {
        var found = await get.RunAsync(model, version, ct);
        return found.Match<IResult>(
            view =>
            {
                ETags.Set(http, view.Revision);
                return TypedResults.Ok(view);
            },
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> ManifestAsync(string model, string version, GetVersion get, CancellationToken ct)
    {
        var bytes = await get.ManifestAsync(model, version, ct);
        return bytes.Match<IResult>(manifest => TypedResults.Bytes(manifest, "application/json"), refusal => refusal.ToProblem());
    }

    private static async Task<IResult> StagesAsync(string model, string version, GetVersion get, StageHistory history, CancellationToken ct)
    {
        var found = await get.RunAsync(model, version, ct);
        return found.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Ok(await history.StepsAsync(model, version, ct));
    }

    private static async Task<IResult> StoreAsync(
        string model,
        string version,
        Caller caller,
        HttpContext http,
        StoreArtifact store,
        CancellationToken ct
    )
    {
        var outcome = await store.RunAsync(caller.Actor, model, version, http.Request.Body, http.Request.ContentLength, ct);
        return outcome.Match<IResult>(
            done =>
            {
                ETags.Set(http, done.Version.Revision);
                return done.First ? TypedResults.Created(Address(done.Version) + "/artifact", done.Version) : TypedResults.Ok(done.Version);
            },
            refusal => refusal.ToProblem()
        );
    }

    private static async Task DownloadAsync(
        string model,
        string version,
        HttpContext http,
        FindFiles find,
        StoredFiles files,
        CancellationToken ct
    )
    {
        var file = await find.ArtifactAsync(model, version, ct);
        if (file.Refusal is { } refusal)
        {
            await refusal.ToProblem().ExecuteAsync(http);
            return;
        }

        if (await files.AddressAsync(file.Value, ct) is { } address)
        {
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Redirect(address.AbsoluteUri, permanent: false, preserveMethod: true);
            return;
        }

        await SentFiles.SendAsync(http, files, file.Value);
    }

    private static async Task<IResult> SignAsync(
        string model,
        string version,
        Caller caller,
        HttpContext http,
        StoreSignature store,
        CancellationToken ct
    )
    {
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, ct);
        var outcome = await store.RunAsync(caller.Actor, model, version, bytes.ToArray(), ct);
        return outcome.Match<IResult>(
            done => done.First ? TypedResults.Created(http.Request.Path, done.Signature) : TypedResults.Ok(done.Signature),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> SignatureAsync(string model, string version, StoreSignature signatures, CancellationToken ct)
    {
        var found = await signatures.NewestAsync(model, version, ct);
        return found.Match<IResult>(
            bytes => TypedResults.File(bytes, ModelSigning.BundleType, "model.sig"),
            refusal => refusal.ToProblem()
        );
    }

    private static string Address(VersionView version) =>
        $"/api/v1/models/{version.Model}/versions/{Uri.EscapeDataString(version.Version)}";
}
