namespace Governance.Domain.Incidents;

/// <content>Messages, steps, clocks, post-mortem and end.</content>
public sealed partial class Incident
{
    /// <summary>The decision log shows that a version decided while it was held.</summary>
    public void Contradict() => Revision++;

    /// <summary>Begins a message to an audience of the playbook.</summary>
    /// <returns>Its number.</returns>
    public Result<int> BeginMessage(Playbook playbook, string? audience, string? subject, string? body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        if (!IsLive)
        {
            return IncidentRefusals.Over(State);
        }

        if (playbook.Audiences.FirstOrDefault(a => a.Id == audience) is not { } known)
        {
            return IncidentRefusals.AudienceUnknown(playbook.Audiences);
        }

        if (_messages.Count == MaxMessages)
        {
            return IncidentRefusals.TooMany("messages", MaxMessages);
        }

        if (RefusesMessage(subject, body) is { } refusal)
        {
            return refusal;
        }

        var number = _messages.Count + 1;
        _messages.Add(IncidentMessage.Begin(Id, number, known.Id, subject!.Trim(), body!.Trim(), now));
        Revision++;
        return number;
    }

    /// <summary>Rewrites a message that is not out.</summary>
    public Refusal? WriteMessage(int number, string? subject, string? body)
    {
        var (message, missing) = Writable(number);
        if ((missing ?? RefusesMessage(subject, body)) is { } refusal)
        {
            return refusal;
        }

        message!.Write(subject!.Trim(), body!.Trim());
        Revision++;
        return null;
    }

    /// <summary>Holds a message until something has happened.</summary>
    public Refusal? HoldMessage(int number, string? waitsFor)
    {
        var (message, missing) = Writable(number);
        if (missing is not null)
        {
            return missing;
        }

        if (string.IsNullOrWhiteSpace(waitsFor) || waitsFor.Trim().Length > MaxTitle)
        {
            return IncidentRefusals.HoldNotValid;
        }

        message!.Hold(waitsFor.Trim());
        Revision++;
        return null;
    }

    /// <summary>A message went out. One to the authority meets the clocks, or misses them.</summary>
    public Refusal? SendMessage(
        Playbook playbook,
        int number,
        DateTimeOffset? sentAt,
        int? recipients,
        string? receipt,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(playbook);
        var (message, missing) = Writable(number);
        if (missing is not null)
        {
            return missing;
        }

        var at = (sentAt ?? now).ToUniversalTime();
        if (at > now || at < AwareAt)
        {
            return at > now ? IncidentRefusals.InTheFuture("sentAt") : IncidentRefusals.SentBeforeAware;
        }

        if (recipients < 1 || receipt?.Length > MaxTitle)
        {
            return IncidentRefusals.ReceiptNotValid;
        }

        message!.Send(at, by, recipients, string.IsNullOrWhiteSpace(receipt) ? null : receipt.Trim());
        if (message.Audience == Incidents.Playbook.Authority)
        {
            ReportedAt ??= at;
            Finish(playbook, StepKind.Notify, by, now);
        }

        foreach (var step in playbook.Steps.Where(s => s.Kind is StepKind.Tell && s.Audience == message.Audience && StepOf(s.Id) is null))
        {
            Record(step.Id, StepState.Done, by, now);
        }

        Revision++;
        return null;
    }

    /// <summary>Writes the post-mortem. Parts may come one after the other; null leaves a part as it is.</summary>
    public Refusal? WritePostMortem(string? happened, string? impact, string? causes, string? changed)
    {
        if (!IsLive)
        {
            return IncidentRefusals.Over(State);
        }

        if (happened is null && impact is null && causes is null && changed is null)
        {
            return IncidentRefusals.WordsMissing("happened");
        }

        foreach (var (field, text) in new[] { ("happened", happened), ("impact", impact), ("causes", causes), ("changed", changed) })
        {
            if (text is not null && RefusesWords(text, field) is { } refusal)
            {
                return refusal;
            }
        }

        Happened = Kept(Happened, happened);
        Impact = Kept(Impact, impact);
        Causes = Kept(Causes, causes);
        Changed = Kept(Changed, changed);
        Revision++;
        return null;
    }

    /// <summary>Why nothing can be followed up, or null.</summary>
    public Refusal? RefusesFollowUp(string? text) =>
        !IsLive ? IncidentRefusals.Over(State)
        : _followUps.Count == MaxMessages ? IncidentRefusals.TooMany("followUps", MaxMessages)
        : string.IsNullOrWhiteSpace(text) || text.Trim().Length > Risks.Risk.MaxTitle ? IncidentRefusals.FollowUpNotValid
        : null;

    /// <summary>Something is done after it: a risk of the register, or a step of the plan of one.</summary>
    /// <returns>Its number.</returns>
    public Result<int> FollowUp(string? text, string risk, int? step, DateTimeOffset now)
    {
        if (RefusesFollowUp(text) is { } refusal)
        {
            return refusal;
        }

        var number = _followUps.Count + 1;
        _followUps = [.. _followUps, new(number, text!.Trim(), risk, step, now)];
        Revision++;
        return number;
    }

    /// <summary>It is over: service is back, the law is met, and what was learned is written down.</summary>
    public Refusal? Close(Playbook playbook, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        if (!IsLive)
        {
            return IncidentRefusals.Over(State);
        }

        if (RecoveredAt is null)
        {
            return IncidentRefusals.NotRecovered;
        }

        if (Class is not { IsConfirmed: true } decided)
        {
            return IncidentRefusals.NotClassified;
        }

        // Late is shown as late; never told is no end.
        if (decided.Finding.Serious && !IsDrill && ReportedAt is null)
        {
            return IncidentRefusals.NotReported;
        }

        if (RefusesOrder(playbook, StepKind.PostMortem) is { } order)
        {
            return order;
        }

        if (
            playbook.Steps.FirstOrDefault(s =>
                s.Kind is not StepKind.PostMortem && StepOf(s.Id) is null && !(s.Kind is StepKind.Notify && IsDrill)
            ) is
            { } open
        )
        {
            return IncidentRefusals.StepOpen(open.Title);
        }

        if (!HasPostMortem)
        {
            return IncidentRefusals.PostMortemMissing;
        }

        (State, ClosedAt) = (IncidentState.Closed, now);
        Finish(playbook, StepKind.PostMortem, by, now);
        Revision++;
        return null;
    }

    /// <summary>It was none, or was declared twice.</summary>
    public Refusal? Dismiss(string? reason, DateTimeOffset now)
    {
        if (!IsLive || State is not IncidentState.Open)
        {
            return IsLive ? IncidentRefusals.CannotDismiss : IncidentRefusals.Over(State);
        }

        if (RefusesWords(reason, "reason") is { } words)
        {
            return words;
        }

        (State, ClosedAt) = (IncidentState.Dismissed, now);
        Revision++;
        return null;
    }

    /// <summary>Every step of the playbook with where it stands. The current one is the first that is neither done nor left out.</summary>
    public IReadOnlyList<(PlaybookStep Step, StepState State, IncidentStep? Record)> Progress(Playbook playbook)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        var current = IsLive ? playbook.Steps.FirstOrDefault(s => StepOf(s.Id) is null) : null;
        return
        [
            .. playbook.Steps.Select(s => (s, StepOf(s.Id)?.State ?? (s == current ? StepState.Current : StepState.Pending), StepOf(s.Id))),
        ];
    }

    /// <summary>By when a step should be done, or left out: so many hours after the incident was declared. Null without a time.</summary>
    public DateTimeOffset? DueAt(PlaybookStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.DueHours is { } hours ? OpenedAt.AddHours(hours) : null;
    }

    /// <summary>The clocks of the law, in their fixed order.</summary>
    /// <param name="law">The law's data.</param>
    /// <param name="now">The server's clock.</param>
    public IReadOnlyList<LegalClock> Clocks(SeriousIncidentLaw law, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(law);
        return
        [
            .. law.Clocks.Select(rule =>
                LegalClock.Read(rule, AwareAt, Decision(law, rule), ReportedAt, State is IncidentState.Dismissed ? ClosedAt ?? now : now)
            ),
        ];
    }

    /// <summary>The clock that is due first of those that count; null when none does.</summary>
    public LegalClock? Ruling(SeriousIncidentLaw law, DateTimeOffset now) =>
        Clocks(law, now).Where(c => c.State is ClockState.Running or ClockState.Missed && c.ReportedAt is null).MinBy(c => c.DueAt);

    private static Refusal? RefusesMessage(string? subject, string? body) =>
        string.IsNullOrWhiteSpace(subject) || subject.Trim().Length > IncidentMessage.MaxSubject
            ? IncidentRefusals.SubjectNotValid
            : RefusesWords(body, "body");

    private static SaltedText? Kept(SaltedText? now, string? text) =>
        text is null || now?.Text == text.Trim() ? now : SaltedText.Of(text.Trim());

    private ClockDecision Decision(SeriousIncidentLaw law, LegalClockRule rule)
    {
        if (State is IncidentState.Dismissed)
        {
            return new(false, "the person who dismissed it", ClosedAt, "It was dismissed as not being an incident.");
        }

        if (Class is not { } decided)
        {
            return new(true, null, null, "Not classified yet. The clock runs until a serious incident is ruled out.");
        }

        var (triggered, why) = SeriousQuestions.Clock(law, rule, decided.Finding, decided.CausalLink);
        return (triggered, decided.IsConfirmed) switch
        {
            (_, true) => new(triggered, decided.ConfirmedByName, decided.ConfirmedAt, why),
            (true, false) => new(true, decided.ProposedByName, decided.ProposedAt, why),
            // One person's no stops nothing.
            _ => new(
                true,
                null,
                null,
                $"Proposed as not applicable by {decided.ProposedByName}: {why} The clock runs until that is confirmed."
            ),
        };
    }

    private (IncidentMessage? Message, Refusal? Refusal) Writable(int number) =>
        !IsLive ? (null, IncidentRefusals.Over(State))
        : _messages.Find(m => m.Number == number) is not { } message ? (null, IncidentRefusals.MessageNotFound)
        : message.State is MessageState.Sent ? (null, IncidentRefusals.MessageSent)
        : (message, null);

    private IncidentStep? StepOf(string id) => _steps.Find(s => s.Id == id);

    private void Finish(Playbook playbook, StepKind kind, string by, DateTimeOffset now)
    {
        foreach (var step in playbook.Steps.Where(s => s.Kind == kind && StepOf(s.Id) is not { State: StepState.Done }))
        {
            Record(step.Id, StepState.Done, by, now);
        }
    }

    private void Record(string id, StepState state, string by, DateTimeOffset now) =>
        _steps = [.. _steps.Where(s => s.Id != id), new(id, state, now, by)];

    private Refusal? RefusesOrder(Playbook playbook, StepKind kind)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        return playbook.Steps.FirstOrDefault(s => s.Kind == kind) is { } step ? RefusesNeeds(playbook, step) : null;
    }

    private Refusal? RefusesNeeds(Playbook playbook, PlaybookStep step) =>
        step.Needs.FirstOrDefault(need => StepOf(need) is null) is { } missing
            ? IncidentRefusals.OutOfOrder(step.Title, playbook.Steps.First(s => s.Id == missing).Title)
            : null;
}
