using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Risks;
using Governance.Domain.Systems;

namespace Governance.Benchmarks.Scale;

internal sealed partial class ScaleFill
{
    private const int DaysOfAWindow = 7;

    // A monitor of each model, a reference and weekly windows, each with its drift by feature and the monitor's reading.
    private async Task WatchAsync(GovernanceDbContext db, IReadOnlyList<int> numbers, CancellationToken ct)
    {
        var monitor = await ScaleWriter.TakeAsync<MonitorId>(db, numbers.Count, ct);
        var window = await ScaleWriter.TakeAsync<WindowId>(db, numbers.Count * size.WindowsOfAModel, ct);
        foreach (var n in numbers)
        {
            var id = new MonitorId(monitor++);
            var at = At(n, size.Models);
            var watched = ModelMonitor.Create(
                id,
                Name(n),
                MonitorKind.Drift,
                made.Drifts[0].Name,
                null,
                new MonitorTerms(null, 0.2, 100, 1, made.Owner, AsksForRetraining: false),
                at
            );
            db.Monitors.Add(watched.Value);
            Say(db, "monitor.created", id.ToString(), at);
            var reference = new WindowId(window);
            for (var i = 0; i < size.WindowsOfAModel; i++)
            {
                Watch(db, n, id, new WindowId(window++), reference, i);
            }
        }
    }

    private void Watch(GovernanceDbContext db, int n, MonitorId monitor, WindowId id, WindowId reference, int number)
    {
        var end = now.Date.AddDays(DaysOfAWindow * (number + 1 - size.WindowsOfAModel));
        var (from, to) = (new DateTimeOffset(end.AddDays(-DaysOfAWindow), TimeSpan.Zero), new DateTimeOffset(end, TimeSpan.Zero));
        var window = Copies
            .Of(number == 0 ? made.Reference : made.Current)
            .With(nameof(MonitoringWindow.Id), id)
            .With(nameof(MonitoringWindow.Model), Name(n))
            .With(nameof(MonitoringWindow.Version), Production)
            .With(nameof(MonitoringWindow.Start), from)
            .With(nameof(MonitoringWindow.End), to)
            .With(nameof(MonitoringWindow.ReferenceId), number == 0 ? null : reference)
            .With(nameof(MonitoringWindow.UploadedAt), to);
        db.Windows.Add(window);
        Say(db, "window.stored", window.AuditSubject, to);
        if (number == 0)
        {
            return;
        }

        // One model in twenty drifts; of the others the features are as they should be.
        var drifts = n % 20 == 0;
        db.FeatureDrifts.AddRange(
            made.Drifts.Select(d =>
                Copies
                    .Of(d)
                    .With(nameof(FeatureDrift.Window), id)
                    .With(nameof(FeatureDrift.Psi), drifts ? d.Psi : d.Psi / 10)
                    .With(nameof(FeatureDrift.Verdict), drifts ? d.Verdict : "stable")
                    .With(nameof(FeatureDrift.Level), drifts ? d.Level : DriftLevel.Ok)
            )
        );
        db.MonitorReadings.Add(
            new MonitorReading
            {
                Monitor = monitor,
                Version = Production,
                Window = id,
                Start = from,
                End = to,
                Value = n % 97 / 400.0,
                Rows = 5_000,
            }
        );
    }

    private async Task AlertsAsync(GovernanceDbContext db, IReadOnlyList<int> numbers, CancellationToken ct)
    {
        var first = await ScaleWriter.TakeAsync<AlertId>(db, numbers.Count, ct);
        foreach (var n in numbers)
        {
            // One in ten is open, and waits for the owner.
            var isOpen = n % 10 == 0;
            var at = At(n, size.Alerts);
            var alert = Copies
                .Of(made.Alert)
                .With(nameof(Alert.Id), new AlertId(first++))
                .With(nameof(Alert.Model), Name(n % size.Models))
                .With(nameof(Alert.Version), Production)
                .With(nameof(Alert.Rule), AlertRule.OutsideReference)
                .With(nameof(Alert.Field), string.Create(CultureInfo.InvariantCulture, $"field-{n}"))
                .With(nameof(Alert.Monitor), null)
                .With(nameof(Alert.State), isOpen ? AlertState.Open : AlertState.Resolved)
                .With(nameof(Alert.ResolvedAt), isOpen ? null : at.AddHours(5))
                .With(nameof(Alert.ResolvedBy), isOpen ? null : made.Owner)
                .With(nameof(Alert.Resolution), isOpen ? null : SaltedText.Of("Seasonal."))
                .With(nameof(Alert.BeganAt), at)
                .With(nameof(Alert.RaisedAt), at)
                .With(nameof(Alert.SeenAt), at)
                .With(nameof(Alert.SeenThrough), at);
            db.Alerts.Add(alert);
            Say(db, "alert.raised", alert.AuditSubject, at);
        }
    }

    private async Task RisksAsync(GovernanceDbContext db, IReadOnlyList<int> numbers, CancellationToken ct)
    {
        var first = await ScaleWriter.TakeAsync<RiskId>(db, numbers.Count, ct);
        foreach (var n in numbers)
        {
            var at = At(n, size.Risks);
            var facts = new RiskFacts(
                string.Create(CultureInfo.InvariantCulture, $"Risk {n}"),
                (RiskCategory)(n % 4),
                made.Owner,
                new RiskRating(2 + (n % 4), 2 + (n % 3))
            )
            {
                Cause = "The data differ from those it was fitted on.",
                Consequence = "People are declined who should not be.",
                Model = Name(n % size.Models),
            };
            var risk = Risk.Raise(new RiskId(first++), facts, made.Owner, at).Value;
            db.Risks.Add(risk);
            Revise(db, risk, "risk.raised", at);
            for (var i = 1; i <= 2; i++)
            {
                at = at.AddDays(i);
                if (risk.Change(facts with { Residual = new RiskRating(3 - i, 2) }, made.Owner, at) is { } refusal)
                {
                    throw new InvalidOperationException(refusal.Message);
                }

                Revise(db, risk, "risk.changed", at);
            }
        }
    }

    private void Revise(GovernanceDbContext db, Risk risk, string action, DateTimeOffset at)
    {
        var revision = RiskVersion.Of(risk, action, null, made.Engineer.Id, at);
        db.RiskVersions.Add(revision);
        Say(db, action, risk.AuditSubject, at, new JsonObject { ["revision"] = risk.Revision, ["sha256"] = revision.Sha256 });
    }

    private async Task SystemsAsync(GovernanceDbContext db, IReadOnlyList<int> numbers, CancellationToken ct)
    {
        var first = await ScaleWriter.TakeAsync<SystemId>(db, numbers.Count, ct);
        foreach (var n in numbers)
        {
            var at = At(n, size.Systems);
            var facts = new SystemFacts(string.Create(CultureInfo.InvariantCulture, $"System {n}"), "Decides what is offered to customers.")
            {
                Roles = ["provider"],
                Models = [Name(n % size.Models)],
                Countries = ["DE"],
            };
            var system = AiSystem.Register(new SystemId(first++), facts, made.Owner, made.Engineer.Id, at).Value;
            db.AiSystems.Add(system);
            Say(db, "system.registered", system.AuditSubject, at);
        }
    }

    private async Task IncidentsAsync(GovernanceDbContext db, IReadOnlyList<int> numbers, CancellationToken ct)
    {
        var first = await ScaleWriter.TakeAsync<IncidentId>(db, numbers.Count, ct);
        foreach (var n in numbers)
        {
            // One in twenty is not over.
            var at = At(n, size.Incidents);
            var incident = Copies
                .Of(made.Incident)
                .With(nameof(Incident.Id), new IncidentId(first++))
                .With(nameof(Incident.Title), string.Create(CultureInfo.InvariantCulture, $"Incident {n}"))
                .With(nameof(Incident.State), n % 20 == 0 ? IncidentState.Contained : IncidentState.Closed)
                .With(nameof(Incident.ClosedAt), n % 20 == 0 ? null : at.AddDays(9))
                .With(nameof(Incident.OpenedAt), at)
                .With(nameof(Incident.Alert), null)
                .With(nameof(Incident.Revision), 1)
                .With(nameof(Incident.EvidenceSha256), null)
                .With("_evidence", new List<FrozenEvidence>())
                .With("_messages", new List<IncidentMessage>())
                .With("_versions", new List<IncidentVersion>());
            db.Incidents.Add(incident);
            var entry = IncidentEntry.Of(incident, "incident.opened", "Declared.", null, null, made.Engineer.Id, "Ravi Menon", at);
            db.IncidentEntries.Add(entry);
            db.Append(
                new AuditEvent(
                    "incident.opened",
                    incident.AuditSubject,
                    new JsonObject
                    {
                        ["revision"] = 1,
                        ["sha256"] = entry.Sha256,
                        ["wordsSha256"] = null,
                    }
                ),
                made.Engineer,
                at,
                index => entry.LogIndex = index
            );
        }
    }

    private Task NotificationsAsync(GovernanceDbContext db, IReadOnlyList<int> numbers)
    {
        foreach (var n in numbers)
        {
            var about = new PromotionSubject(n % Math.Max(1, size.Open));
            db.Set<Notification>()
                .Add(
                    Notification.Of(
                        new NotificationEvent(
                            NotificationKind.SignOffAsked,
                            about.Text,
                            string.Create(CultureInfo.InvariantCulture, $"scale-{n}")
                        )
                        {
                            Link = $"/approvals/{about.Text}",
                        },
                        made.People[n % made.People.Count],
                        forDigest: false,
                        At(n, size.Notifications)
                    )
                );
        }

        return Task.CompletedTask;
    }

    private readonly record struct PromotionSubject(int Number)
    {
        public string Text => string.Create(CultureInfo.InvariantCulture, $"APR-{Number + 1:D4}");
    }
}
