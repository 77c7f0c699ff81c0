using System.Text;
using System.Text.Encodings.Web;
using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Notifications;
using Governance.Localisation;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Administration.Overview.Dashboards;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Identity;
using Governance.Reporting.Dashboards;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Subscriptions;

/// <summary>
/// Writes a dashboard as a mail: the figures in it, the sealed PDF with it where one can be made. It holds what the person may see when it
/// is written.
/// </summary>
internal sealed class DashboardLetters(
    ReadDashboard read,
    DashboardExport export,
    ActionRunner runner,
    IOptions<NotificationsOptions> addresses,
    DataScopeAccessor readers,
    TimeProvider clock
) : ILetterWriter
{
    private static readonly HtmlEncoder s_html = HtmlEncoder.Default;
    private static readonly Actor s_job = Actor.OfJob("dashboards");

    public string Prefix => "dashboard/";

    /// <summary>With what the keys of one subscription's deliveries begin.</summary>
    public static string KeyOf(SubscriptionId id) => $"dashboard/{id}/";

    public async Task<WrittenLetter> WriteAsync(
        GovernanceDbContext db,
        Dispatch dispatch,
        UserId person,
        string? language,
        CancellationToken ct
    )
    {
        if (
            !DisplayId.TryParse<SubscriptionId>(dispatch.Key.Split('/')[1], out var id)
            || await db
                .DashboardSubscriptions.AsNoTracking()
                .SingleOrDefaultAsync(s => s.Id == id && s.Person == person && s.State == SubscriptionState.Active, ct)
                is not { } about
        )
        {
            return new(null, SendOutcome.Needless("The subscription was paused, removed or ended in the meantime."));
        }

        var now = clock.GetLocalNow();
        var scope = new KpiScope(new KpiPeriod(now.AddDays(-about.Days), now), about.Days, about.Model, about.System, about.Owner);
        // The mail and its file are in the language of their reader.
        using var speaking = Languages.Use(language);
        using var limit = readers.As(about.Role is { } role ? await DataScopeReader.OfRoleAsync(db, person, role, ct) : null);
        var dashboard = await read.RunAsync(Actor.OfUser(person, about.Role, session: null), about.View, scope, ct);
        if (dashboard.Refusal is { } refusal)
        {
            return new(null, SendOutcome.Needless($"The dashboard could not be loaded: {refusal.Message}"));
        }

        DashboardFile? pdf = null;
        if (export.CanDraw)
        {
            var made = await export.MakeAsync(dashboard.Value, "pdf", T["{0} for {1}", id, person], ct);
            if (made.Refusal is { } failed)
            {
                return new(null, new SendOutcome(failed.Message));
            }

            pdf = made.Value;
            var logged = await runner.RunAsync<Done>(
                s_job,
                new Attempt("dashboard.exported", id.ToString(), null),
                (context, _) =>
                {
                    context.Append(DashboardExport.Fact(dashboard.Value, "pdf", pdf, id.ToString()));
                    return Task.FromResult<Result<Done>>(Done.Instance);
                },
                ct
            );
            if (logged.Refusal is { } unlogged)
            {
                return new(null, new SendOutcome(unlogged.Message));
            }
        }

        return new(Letter(dashboard.Value, pdf), null);
    }

    private Letter Letter(Dashboard dashboard, DashboardFile? pdf)
    {
        var link = addresses.Value.Absolute(DashboardExport.PathOf(dashboard));
        var head = T["{0} dashboard, {1}", T[DashboardViews.Title(dashboard.View)], dashboard.ScopeWords];
        var period = DashboardExport.PeriodWords(dashboard.Scope);
        var plain = new StringBuilder(Plain(head)).Append("\r\n").Append(period).Append("\r\n\r\n");
        var html = new StringBuilder("<h1 style=\"font-size:18px\">")
            .Append(s_html.Encode(head))
            .Append("</h1><p>")
            .Append(s_html.Encode(period))
            .Append("</p><table cellpadding=\"6\" style=\"border-collapse:collapse\"><thead><tr>");
        foreach (var column in new[] { "Figure", "Value", "Change", "Target or basis" })
        {
            html.Append("<th scope=\"col\" align=\"left\">").Append(s_html.Encode(T[column])).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var item in export.Items(dashboard))
        {
            var (name, value, change) = (T[item.Name], item.Value ?? $"{Formats.Missing}. {T.Recorded(item.Missing)}", Change(item));
            plain.Append(name).Append(": ").Append(value).Append(" (").Append(change).Append(")\r\n");
            html.Append("<tr><th scope=\"row\" align=\"left\">").Append(s_html.Encode(name)).Append("</th>");
            foreach (var cell in new[] { value, change, item.Note })
            {
                html.Append("<td>").Append(s_html.Encode(cell)).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table><p>")
            .Append(
                addresses.Value.PublicAddress.Length > 0
                    ? $"<a href=\"{s_html.Encode(link)}\">{s_html.Encode(T["Open the dashboard"])}</a>"
                    : s_html.Encode(link)
            )
            .Append("</p>");
        plain.Append("\r\n").Append(link).Append("\r\n");
        return new Letter(
            head,
            plain.ToString(),
            html.ToString(),
            T["You subscribed to this dashboard in the Governance Portal."],
            "/account/dashboards"
        )
        {
            File = pdf is null ? null : (pdf.Bytes, pdf.MediaType, pdf.Name),
        };
    }

    private static string Change(DashboardItem item) =>
        item.Change is not { } change
            ? Formats.Missing
            : item.Better switch
            {
                true => $"{change}, {T["better"]}",
                false => $"{change}, {T["worse"]}",
                null => change,
            };

    private static string Plain(string text) => string.Concat(text.EnumerateRunes().Select(r => Rune.IsControl(r) ? " " : r.ToString()));
}
