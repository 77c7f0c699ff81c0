using System.Text.Json;
using Governance.Domain.Models;

namespace Governance.Portal.Approvals.Permits;

/// <summary>
/// What an admission review is about, read strictly: kinds that are known, with the pod they make, every image in it and what its
/// annotations name.
/// </summary>
internal sealed record AdmittedObject
{
    private const int MaxImages = 50;
    private const string Controllers = "system:serviceaccount:kube-system:";
    private const string OneController = "system:kube-controller-manager";

    private static readonly string[] s_template = ["spec", "template"];

    // Where a kind keeps its pod, and who makes it of which owner.
    private static readonly Dictionary<(string? Group, string? Kind), string[]> s_kinds = new()
    {
        [("", "Pod")] = [],
        [("apps", "ReplicaSet")] = s_template,
        [("apps", "Deployment")] = s_template,
        [("apps", "StatefulSet")] = s_template,
        [("apps", "DaemonSet")] = s_template,
        [("batch", "Job")] = s_template,
        [("batch", "CronJob")] = ["spec", "jobTemplate", "spec", "template"],
    };

    private static readonly (string Owner, string Kind, string Account)[] s_makers =
    [
        ("apps/v1 Deployment", "ReplicaSet", "deployment-controller"),
        ("apps/v1 ReplicaSet", "Pod", "replicaset-controller"),
        ("apps/v1 StatefulSet", "Pod", "statefulset-controller"),
        ("apps/v1 DaemonSet", "Pod", "daemon-set-controller"),
        ("batch/v1 Job", "Pod", "job-controller"),
        ("batch/v1 CronJob", "Job", "cronjob-controller"),
    ];

    /// <summary>Every image: of containers, init and ephemeral containers, and of volumes.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>The permits the pod's annotation names.</summary>
    public required IReadOnlyList<string> Permits { get; init; }

    /// <summary>The model files the pod's annotation names.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The experiment the pod's annotation names; null for none.</summary>
    public string? Experiment { get; init; }

    /// <summary>The share of the traffic the pod's annotation names, as it is written; null for none.</summary>
    public string? Share { get; init; }

    /// <summary>Reads the object of a review.</summary>
    /// <param name="request">The member <c>request</c> of the review.</param>
    /// <param name="member"><c>object</c> or <c>oldObject</c>.</param>
    /// <returns>The object, or why it cannot be judged.</returns>
    public static (AdmittedObject? Object, string? Doubt) Read(JsonElement request, string member)
    {
        var (group, version, kind) = (Text(request, "kind", "group"), Text(request, "kind", "version"), Text(request, "kind", "kind"));
        if (version != "v1" || !s_kinds.TryGetValue((group, kind), out var path))
        {
            return (
                null,
                "This kind of object contains no pod to evaluate. Register the webhook only for the workloads listed in its manifest."
            );
        }

        if (Text(request, "subResource") is { Length: > 0 } part && (kind != "Pod" || part != "ephemeralcontainers"))
        {
            return (null, "Only workloads and the ephemeral containers of pods are evaluated.");
        }

        var apiVersion = group!.Length == 0 ? version : $"{group}/{version}";
        if (
            Member(request, member) is not { ValueKind: JsonValueKind.Object } workload
            || Text(workload, "kind") != kind
            || Text(workload, "apiVersion") != apiVersion
        )
        {
            return (null, "The AdmissionReview contains no object, or one of a different kind than stated.");
        }

        var pod = path.Length == 0 ? workload : Member(workload, path);
        if (Member(pod, "spec") is not { ValueKind: JsonValueKind.Object } spec || ImagesOf(spec) is not { } images)
        {
            return (null, $"Every container and image volume has to name its image, and at most {MaxImages} images are accepted.");
        }

        return (
            new AdmittedObject
            {
                Images = images,
                Permits = Annotated(pod, JudgeAdmission.PermitAnnotation),
                Models = Annotated(pod, JudgeAdmission.ModelAnnotation),
                Experiment = Text(pod, "metadata", "annotations", JudgeAdmission.ExperimentAnnotation),
                Share = Text(pod, "metadata", "annotations", JudgeAdmission.ShareAnnotation),
            },
            null
        );
    }

    /// <summary>
    /// True when one of the cluster's own controllers makes this of an owner that was judged itself. Anyone who writes an owner reference
    /// is not believed; the account that asks is the API server's word.
    /// </summary>
    public static bool IsMadeByItsController(JsonElement request)
    {
        if (
            Text(request, "operation") != "CREATE"
            || Text(request, "userInfo", "username") is not { } asks
            || Member(request, "object", "metadata", "ownerReferences") is not { ValueKind: JsonValueKind.Array } owners
        )
        {
            return false;
        }

        var controlling = owners.EnumerateArray().Where(o => Member(o, "controller") is { ValueKind: JsonValueKind.True }).ToList();
        return controlling.Count == 1
            && Array.Exists(
                s_makers,
                m =>
                    m.Owner == $"{Text(controlling[0], "apiVersion")} {Text(controlling[0], "kind")}"
                    && m.Kind == Text(request, "kind", "kind")
                    && (asks == Controllers + m.Account || asks == OneController)
            );
    }

    /// <summary>True when an update brings no image in and names no other permits and no other use.</summary>
    public bool SaysTheSame(AdmittedObject before) =>
        Images.SequenceEqual(before.Images, StringComparer.Ordinal)
        && Permits.SequenceEqual(before.Permits, StringComparer.Ordinal)
        && Models.SequenceEqual(before.Models, StringComparer.Ordinal)
        && (Experiment, Share) == (before.Experiment, before.Share);

    /// <summary>The first image that a tag could move; null when all are named by their digest.</summary>
    public string? FirstUnpinned() => Images.FirstOrDefault(image => !ContainerImage.IsPinned(image));

    /// <summary>A member at the end of a path; null when it is not there or null.</summary>
    public static JsonElement? Member(JsonElement? element, params string[] path)
    {
        foreach (var name in path)
        {
            element =
                element is { ValueKind: JsonValueKind.Object } map
                && map.TryGetProperty(name, out var value)
                && value.ValueKind is not JsonValueKind.Null
                    ? value
                    : null;
        }

        return element;
    }

    /// <summary>A text at the end of a path; null when there is none.</summary>
    public static string? Text(JsonElement? element, params string[] path) =>
        Member(element, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static List<string>? ImagesOf(JsonElement spec)
    {
        if (Member(spec, "containers") is not { ValueKind: JsonValueKind.Array } main || main.GetArrayLength() == 0)
        {
            return null;
        }

        var images = new List<string>();
        foreach (var list in new[] { "containers", "initContainers", "ephemeralContainers" })
        {
            if (Member(spec, list) is not { } containers)
            {
                continue;
            }

            if (containers.ValueKind is not JsonValueKind.Array || containers.EnumerateArray().Any(c => Text(c, "image") is null))
            {
                return null;
            }

            images.AddRange(containers.EnumerateArray().Select(c => Text(c, "image")!));
        }

        if (Member(spec, "volumes") is { } volumes)
        {
            if (volumes.ValueKind is not JsonValueKind.Array)
            {
                return null;
            }

            foreach (var volume in volumes.EnumerateArray().Select(v => Member(v, "image")).OfType<JsonElement>())
            {
                if (Text(volume, "reference") is not { } reference)
                {
                    return null;
                }

                images.Add(reference);
            }
        }

        return images.Count > MaxImages ? null : images;
    }

    // Of the pod alone: only what stands there goes with it to whatever its controllers make.
    private static List<string> Annotated(JsonElement? pod, string name) =>
        [
            .. (Text(pod, "metadata", "annotations", name) ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct(StringComparer.Ordinal),
        ];
}
