using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Permits;

/// <summary>
/// Answers a Kubernetes admission review (<c>admission.k8s.io/v1</c>): a workload comes in only when every image is named by its digest in a
/// permit that counts now, and every model file it names too. Whatever is unclear stays out.
/// </summary>
public sealed partial class JudgeAdmission(IDbContextFactory<GovernanceDbContext> dbFactory, CheckPermits permits, ILogger<JudgeAdmission> logger)
{
    /// <summary>Annotation with the ids of the permits, separated by commas.</summary>
    public const string PermitAnnotation = "governance/permit";

    /// <summary>Annotation with the SHA-256 of the model files, separated by commas.</summary>
    public const string ModelAnnotation = "governance/model-sha256";

    private const int MostPermits = 10;
    private const int MostImages = 50;

    /// <summary>Why the object of a review is not let in; null when it is.</summary>
    /// <param name="request">The member <c>request</c> of the review.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<string?> RunAsync(JsonElement request, CancellationToken ct)
    {
        try
        {
            return await RefusesAsync(request, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            LogUnanswerable(e);
            return "The portal could not decide, so nothing is let in. Try again, or see the portal's log.";
        }
    }

    [GeneratedRegex("^[^@ ]{1,400}@sha256:[0-9a-f]{64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PinnedImage();

    private static JsonElement? Member(JsonElement? element, params string[] path)
    {
        foreach (var name in path)
        {
            element = element is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
        }

        return element;
    }

    private static string? Text(JsonElement? element, params string[] path) => Member(element, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Where a workload keeps its pod: itself, its template, or the template of its jobs.</summary>
    private static (JsonElement Spec, JsonElement? Metadata)? Pod(JsonElement workload)
    {
        foreach (var path in new string[][] { ["spec", "jobTemplate", "spec", "template"], ["spec", "template"], [] })
        {
            if (Member(workload, [.. path, "spec"]) is { ValueKind: JsonValueKind.Object } spec && Member(spec, "containers") is not null)
            {
                return (spec, Member(workload, [.. path, "metadata"]));
            }
        }

        return null;
    }

    private static List<string>? Images(JsonElement spec)
    {
        var images = new List<string>();
        foreach (var member in new[] { "containers", "initContainers", "ephemeralContainers" })
        {
            if (Member(spec, member) is not { } list)
            {
                continue;
            }

            if (list.ValueKind is not JsonValueKind.Array || list.EnumerateArray().Any(c => Text(c, "image") is null))
            {
                return null;
            }

            images.AddRange(list.EnumerateArray().Select(c => Text(c, "image")!));
        }

        return images.Count is 0 or > MostImages ? null : images;
    }

    private static List<string> Annotated(JsonElement workload, JsonElement? pod, string name) =>
        [.. new[] { Text(Member(workload, "metadata", "annotations"), name), Text(Member(pod, "annotations"), name) }
            .OfType<string>().SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];

    private async Task<string?> RefusesAsync(JsonElement request, CancellationToken ct)
    {
        if (Text(request, "operation") is not ("CREATE" or "UPDATE"))
        {
            return Text(request, "operation") is "DELETE" ? null : "Only CREATE, UPDATE and DELETE are judged.";
        }

        if (Member(request, "object") is not { ValueKind: JsonValueKind.Object } workload || Pod(workload) is not { } pod)
        {
            return "The object holds no pod that could be judged. Register the webhook for workloads only.";
        }

        if (Images(pod.Spec) is not { } images)
        {
            return "Every container has to name its image, and there are at most 50.";
        }

        if (images.Find(image => !PinnedImage().IsMatch(image)) is { } tagged)
        {
            return $"The image {tagged} is not named by its digest. A tag can be moved; write name@sha256:….";
        }

        var ids = Annotated(workload, pod.Metadata, PermitAnnotation);
        if (ids.Count is 0 or > MostPermits)
        {
            return $"The annotation {PermitAnnotation} has to name the permits of this deployment (1 to {MostPermits}). Ask for one with governance permit request --image.";
        }

        var (valid, doubt) = await PermitsAsync(ids, ct);
        if (doubt is not null)
        {
            return doubt;
        }

        if (images.Find(image => valid.TrueForAll(p => p.Image != image)) is { } uncovered)
        {
            return $"No permit named here is for the image {uncovered}.";
        }

        var models = Annotated(workload, pod.Metadata, ModelAnnotation);
        return models.Find(model => valid.TrueForAll(p => p.Sha256 != model)) is { } unknown ? $"No permit named here is for the model file {unknown}." : null;
    }

    private async Task<(List<PermitView> Valid, string? Doubt)> PermitsAsync(List<string> ids, CancellationToken ct)
    {
        var valid = new List<PermitView>();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        foreach (var text in ids)
        {
            if (!HumanId.TryParse<PermitId>(text, out var id) || await db.Permits.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } permit)
            {
                return (valid, $"There is no permit {(text.Length <= 20 ? text : text[..20] + "…")}.");
            }

            var view = await permits.JudgeAsync(permit, ct);
            if (view.State != "valid")
            {
                return (valid, $"{id} is {view.State}. {string.Join(" ", view.Reasons)}".TrimEnd());
            }

            valid.Add(view);
        }

        return (valid, null);
    }

    [LoggerMessage(1461, LogLevel.Error, "An admission review could not be answered; answered no")]
    private partial void LogUnanswerable(Exception e);
}
