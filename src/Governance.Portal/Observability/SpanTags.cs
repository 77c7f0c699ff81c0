using System.Diagnostics;
using OpenTelemetry;

namespace Governance.Portal.Observability;

/// <summary>
/// Takes from each span what is not on the list before it leaves: paths and queries hold ids of records, and clients' addresses are people.
/// </summary>
internal sealed class SpanTags : BaseProcessor<Activity>
{
    private static readonly HashSet<string> s_kept = new(StringComparer.Ordinal)
    {
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "url.scheme",
        "error.type",
        "governance.refusal",
        "db.system.name",
        "db.operation.name",
        "db.response.status_code",
    };

    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (var (name, _) in data.TagObjects.ToList())
        {
            if (!s_kept.Contains(name))
            {
                data.SetTag(name, null);
            }
        }

        // A statement's name may repeat the database's, and an exception's message what someone wrote.
        if (data.Kind is ActivityKind.Client)
        {
            data.DisplayName = "database";
        }

        if (data.Status is ActivityStatusCode.Error)
        {
            data.SetStatus(ActivityStatusCode.Error);
        }
    }
}
