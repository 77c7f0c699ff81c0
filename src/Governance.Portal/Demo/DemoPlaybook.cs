using System.Text;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Transparency;

namespace Governance.Portal.Demo;

/// <summary>A playbook of the bank's own beside those that ship: written after a drill, and approved by a second person.</summary>
internal sealed class DemoPlaybook(ProposePlaybook propose, DecidePlaybook decide)
{
    private const string Text = """
        # Nordhaven Bank (fictional): when customers may have been treated unequally. Written after a drill.
        schema_version: 1
        id: unequal-treatment
        version: 1
        title: Customers treated unequally
        categories: [fairness]
        steps:
          - id: detect
            kind: open
            phase: detection
            title: Detect and open
            what: "Say which group, which decisions and since when. A figure of monitoring is enough to open."
            needs: []
          - id: contain
            kind: contain
            phase: containment
            title: Contain
            what: "Take the version offline, or let it answer only with a person in between."
            needs: [detect]
          - id: by-hand
            kind: task
            phase: containment
            title: Decide by hand
            what: "The loan desk decides without the score and notes each case."
            needs: [contain]
            due_hours: 4
          - id: freeze
            kind: freeze
            phase: forensics
            title: Preserve evidence
            what: "Freeze artifact, evidence, windows and decisions before anything is changed."
            needs: [contain]
          - id: compare
            kind: task
            phase: forensics
            title: Compare the groups
            what: "Rates of approval, errors and overrides of each group, against the last signed validation."
            needs: [freeze]
            due_hours: 24
          - id: assess
            kind: assess
            phase: forensics
            title: Assess harm
            what: "Who was refused or paid more than they should have, and how they are found."
            needs: [detect]
          - id: classify
            kind: classify
            phase: forensics
            title: Classify
            what: "Answer the questions of Art. 3(49). Infringed fundamental rights are one of them."
            needs: [detect]
          - id: notify
            kind: notify
            phase: communication
            title: Notify the authority
            what: "The first report may be incomplete, Art. 73(5)."
            needs: [classify]
          - id: tell-owners
            kind: tell
            phase: communication
            title: Tell the branches
            what: "What not to rely on, and what to tell customers who ask."
            needs: [contain]
            audience: owners
          - id: redress
            kind: task
            phase: recovery
            title: Put decisions right
            what: "Decide each affected application again and offer what was withheld."
            needs: [assess]
            due_hours: 240
          - id: recover
            kind: recover
            phase: recovery
            title: Bring service back
            what: "Only with figures of each group within the bounds that were signed."
            needs: [contain, freeze]
          - id: post-mortem
            kind: post-mortem
            phase: post-mortem
            title: Post-mortem
            what: "Where the difference came from, and which check did not see it."
            needs: [recover, classify]
        audiences:
          - id: authority
            name: Market surveillance authority
            subject: "Serious incident {id}: {title}"
            draft: |
              Report type: initial, Art. 73(5). What is not known yet follows.
              System and version: {versions}; AI system: {systems}
              Occurred: {occurred}. Provider aware: {providerAware}.
              People affected: {people}
              What happened: {description}
              Immediate measures: {containment}
          - id: owners
            name: Branches and loan desk
            subject: "{id}: decide without {versions}"
            draft: |
              {title}.
              Affected: {versions}. Since: {occurred}.
              What was done: {containment}
              Until you hear from us, decide without the score and note each case.
        """;

    /// <summary>Compliance writes it.</summary>
    public async Task<Refusal?> ProposeAsync(Actor compliance, CancellationToken ct) =>
        (
            await propose.RunAsync(
                compliance,
                Text,
                "The drill showed that the shipped steps do not say who decides while a score is switched off.",
                ct
            )
        ).Refusal;

    /// <summary>The risk officer approves what compliance wrote.</summary>
    public async Task<Refusal?> ApproveAsync(
        Actor officer,
        string proof,
        PlaybookVersionId version,
        Action<string> say,
        CancellationToken ct
    )
    {
        var approved = await decide.RunAsync(
            officer,
            new(version, Approve: true, Sha256Hex.Of(Encoding.UTF8.GetBytes(Text)), Reason: null, proof),
            ct
        );
        if (approved.IsDone)
        {
            say($"a playbook of the bank's own is in force ({approved.Value})");
        }

        return approved.Refusal;
    }
}
