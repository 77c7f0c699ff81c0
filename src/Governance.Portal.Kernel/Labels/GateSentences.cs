using System.Text.RegularExpressions;
using Governance.Domain.Cards;
using Governance.Domain.Identity;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Sentences and values that the evaluator of a gate wrote, as people read them.</summary>
public static partial class GateSentences
{
    // Roles by their titles, and what else someone did: the policy has names for both.
    private static readonly (string Stored, string Said)[] s_people =
    [
        .. Roles.All.Select(role => (role, Roles.Title(role))),
        // In the order of the vocabulary, however the policy's author listed them: the words below fit that order.
        ("owns-model or added-evidence", "added-evidence or owns-model"),
        ("owns-model or registered-version", "registered-version or owns-model"),
        ("owns-model or added-evidence", "added-evidence or owns-model"),
        ("added-evidence or registered-version", "registered-version or added-evidence"),
        ("who has not owns-model", "who does not own the model"),
        (" or owns-model", " and does not own the model"),
        ("has owns-model", "owns the model"),
        ("has registered-version", "registered the version"),
        ("has added-evidence", "added evidence"),
        ("has not registered-version", "has not registered the version"),
        ("has not added-evidence", "has not added evidence"),
        (" or added-evidence", " or added evidence"),
        (" or registered-version", " or registered the version"),
    ];

    // What the evaluator writes is part of the digest of a run and replayed to the byte, so its words stay. These are said otherwise.
    private static readonly (string Stored, string Said)[] s_english =
    [
        ("Have somebody else ", "Have someone else "),
        ("The policies let somebody ", "The policies let someone "),
        ("was filed by no known person", "was not filed by a known person"),
        (" are asked for.", " are required."),
        (
            "but not in a form and by a key that this rule asks for. Sign it with one of them.",
            "but not in a form and with a key that this rule accepts. Sign it in such a form, with such a key."
        ),
        ("Rollback goes to ", "A rollback returns to "),
        ("All evidence asked for is ", "All required evidence is "),
        ("Above what is accepted: ", "Above the accepted level: "),
        ("Who asks for this promotion may.", "The requester is allowed to request this promotion."),
        ("It is not known who asks for this promotion.", "The requester of this promotion is unknown."),
        ("who asks for this promotion", "who requested this promotion"),
        (" asks for this promotion and also ", " requested this promotion and also "),
        ("Nothing says who oversees this model.", "It is not recorded who oversees this model."),
        ("so nothing says what has to be scanned.", "so it is unknown what must be scanned."),
        (
            "No risk register says anything about this model, which is not the same as no risks.",
            "No risk is registered for this model, which does not mean it has none."
        ),
        ("No scan found more than is accepted.", "No scan exceeds the accepted limits."),
        ("Mend them and scan again.", "Fix them and scan again."),
        ("Put them right and have them closed.", "Fix them and have them closed."),
        ("No roll-back plan is filed", "No rollback plan is filed"),
        ("before this version goes on.", "before promoting this version."),
        ("The stored artifact is the declared one, byte for byte.", "The stored artifact matches its registered hash."),
        (
            "The stored artifact is not the declared one. Do not use it; register",
            "The stored artifact does not match its registered hash. Do not use it. Register"
        ),
        ("Make the version without it", "Build the version without this data"),
        ("The retention is over: ", "The retention period has ended: "),
        ("or have the owner record a longer one.", "or have the owner record a longer period."),
        ("Lineage reaches more datasets than are read.", "Lineage reaches more datasets than allowed."),
        ("Register the datasets closer to the version.", "Register datasets that are closer to the version."),
        ("reports an experiment as the rule asks.", "reports an experiment that meets the rule."),
        (" of this version with a concluded experiment.", " of this version."),
        ("reports no experiment as the rule asks.", "reports no experiment that meets the rule."),
        ("; the version is of an agent.", "; this version belongs to an agent."),
        ("The relation has ended: ", "The relationship has ended: "),
        ("or correct its days.", "or correct its dates."),
        ("A certificate has lapsed: ", "A certificate has expired: "),
        ("the gravest that is accepted", "the highest that is accepted"),
        ("are within what is accepted.", "are within the accepted limits."),
        ("What validators found is within what is accepted.", "The findings of validators are within the accepted limits."),
        ("open; gravest: ", "open; most severe: "),
        ("Open and too grave: ", "Open and too severe: "),
        ("no open finding, none overdue", "no open finding"),
        (" above; most: ", " above the limit; highest: "),
        ("(least severity that blocks)", "(lowest severity that blocks)"),
        (", so that its drift is not known.", ", so its drift is not known."),
        (", so that no alert about it can be open.", ", so no alert about it can be open."),
        (
            "Who asks for this promotion holds none of the roles asked for.",
            "The requester of this promotion holds none of the required roles."
        ),
        ("the method or scope asked for.", "the required method or scope."),
        ("with something else than true or false", "with something other than true or false"),
        (", which is no yes.", ", which does not count as a yes."),
        ("Make it again as ", "Create it again as "),
        ("Make the SBOM of this artifact.", "Create an SBOM for this artifact."),
        ("Make the version without them.", "Build the version without them."),
        ("The limit of spending is in ", "The spending limit is in "),
        (", which is to come.", ", which is in the future."),
        ("Each supplier is in order.", "Each supplier meets the rule."),
        ("each model the agent thinks with.", "each model the agent uses."),
        ("It is about ", "It applies only to "),
        ("The version meets what was signed.", "The version meets the signed targets."),
        ("data that is kept in time and whose consent holds", "data within its retention period and with valid consent"),
        MissingMember("version.developers"),
        MissingMember("validation"),
        MissingMember("targets"),
        MissingMember("agentModels"),
        MissingMember("data"),
        MissingMember("training runs", "training"),
        MissingMember("suppliers"),
        (" could not be asked.", " could not be queried."),
        (" was not asked at ", " was not queried at "),
        ("The portal asks it when it runs the gate.", "The portal queries it when it runs the gate."),
        ("list of hosts that may be asked.", "list of hosts it may query."),
        ("A policy cannot add one.", "A policy cannot add hosts to it."),
        (" are required. Name them.", " are required. Name the missing ones."),
        ("or have the owner allow it.", "or have the owner allow this purpose."),
        ("Ask the owners of the data.", "Contact the owners of the data."),
        ("This rule is about promote;", "This rule applies to promotions;"),
        ("This rule is about retire;", "This rule applies to retirements;"),
        ("This rule is about train;", "This rule applies to training;"),
        ("This rule is about validate;", "This rule applies to evidence of a validation;"),
        ("This rule is about deploy;", "This rule applies to deployments;"),
        ("; the version is to go to retired.", "; this version is to be retired."),
        ("This rule is about ", "This rule applies to "),
        ("; the version is to go to ", "; the version is meant for "),
        ("Targets count for versions ", "Targets apply to versions "),
        ("This version is not one of an agent.", "This version does not belong to an agent."),
        ("The agent is approved-acts, and ", "The agent's autonomy is approved-acts, and "),
        ("The agent is supervised, and ", "The agent's autonomy is supervised, and "),
        ("The agent is autonomous, and ", "The agent's autonomy is autonomous, and "),
        ("The tools of the agent are within the rule.", "The agent's tools meet the rule."),
        ("Models that are not of this registry: ", "Models that are not in this registry: "),
        ("Or have the change judged.", "Or have the change assessed."),
        ("comes only from evidence that does not count: ", "comes only from evidence that cannot be used here: "),
        ("whose appointment and training count;", "whose appointment and training are valid;"),
        ("shows no more drift than is accepted.", "shows no more drift than is allowed."),
        ("The suite found no more than is accepted.", "The results of the attack suite are within the accepted limits."),
        (" with a member windows.", " with a member \"windows\"."),
        (" with a member oversight.", " with a member \"oversight\"."),
        ("nobody; stop control ", "no one; stop control "),
        (" of this version is signed. Have it validated.", " of this version is signed. Have the version validated."),
        (" cannot be judged: ", " cannot be checked: "),
        ("so that a person is asked before.", "so that a person is asked first."),
        ("Above the appetite signed for the AI system: ", "Above the risk appetite signed for the AI system: "),
        ("depends on no supplier that this rule is about.", "does not depend on any supplier this rule applies to."),
        (" evidence of this version counts: ", " evidence for this version can be used: "),
        ("Register a version with a dataset of role test.", "Register a version that has a dataset with the role test."),
        ("Add evidence that says so.", "Add evidence that states it."),
        ("Add evidence that measures it", "Add evidence with this measurement"),
        (
            "No rollback target and plan are recorded for this version. Record them.",
            "No rollback target or plan is recorded for this version. Record both."
        ),
        (". Replace these components.", ". Replace the components that use them."),
        (" is not a lineage that this version reads.", " cannot be read as lineage."),
        (" is not a scan report that this version reads.", " cannot be read as a scan report."),
        (" is not an SBOM that this version reads.", " cannot be read as an SBOM."),
        (" 1 days old", " 1 day old"),
        (" than 1 hours", " than 1 hour"),
        ("The artifact is signed by ", "The artifact is signed with the key "),
        ("asked for by ", "requested by "),
        ("not asked", "not queried"),
        ("or data without people in it.", "or data that does not relate to people."),
        (" is not written plainly, so it could be another place.", " could refer to a different place than it appears to."),
        (
            "The manifest limits seconds, and the call does not say for how long its run goes on.",
            "The manifest limits how long a run may take, but the call does not say how long its run has taken so far."
        ),
        ("The manifest limits steps, and the call ", "The manifest limits steps, but the call "),
        ("The manifest limits calls per minute, and it ", "The manifest limits calls per minute, but it "),
        ("The call names an amount and no currency.", "The call names an amount but no currency."),
        ("The manifest limits what a run spends, and ", "The manifest limits what a run spends, but "),
        (", and the call is in ", ", but the call is in "),
        ("What is left of ", "The residual risk of "),
        (" after treatment is not assessed. Assess it.", " is not assessed. Assess it."),
        ("it says more than a gate reads of one payload (", "it is larger than a gate reads from one payload ("),
        ("the graph has more steps than are read", "the graph has more steps than a gate reads"),
        (" are read", " are the maximum"),
        ("its front matter is no mapping", "its front matter is not a mapping"),
        (" has 1 overseers whose", " has 1 overseer whose"),
        (" names 1 overseers;", " names 1 overseer;"),
        ("; 1 are required.", "; 1 is required."),
        (" 1 steps back;", " 1 step back;"),
        (" of 1 steps is reached", " of 1 step is reached"),
        (" of 1 seconds is reached", " of 1 second is reached"),
        (" of 1 calls per minute is reached", " of 1 call per minute is reached"),
        (" on 1 rows;", " on 1 row;"),
        (" 1 findings", " 1 finding"),
        (" found 1 items of ", " found 1 item of "),
        (", 1 other digests", ", 1 other digest"),
        (", 1 datasets", ", 1 dataset"),
        (" explains the model with shap", " explains the model with SHAP"),
        .. Kind("sbom", "SBOM"),
        .. Kind("model-card", "model card"),
        .. Kind("system-card", "system card"),
        .. Kind("security-scan", "security scan"),
        .. Kind("pii-scan", "personal data scan"),
        .. Kind("prompt-safety", "prompt safety"),
        ("models of tier1", "models of tier 1"),
        ("models of tier2", "models of tier 2"),
        ("models of tier3", "models of tier 3"),
        ("models of tier4", "models of tier 4"),
        (", tier2", ", tier 2"),
        (", tier3", ", tier 3"),
        (", tier4", ", tier 4"),
        (". Move it to ", ". Move to "),
        (" 1 days ago", " 1 day ago"),
        (
            " says the stop control was tested in the future. Record the right day.",
            " gives a future date for the test of the stop control. Record the correct date."
        ),
        ("says it was produced in the future", "is dated in the future"),
        (" was not made by method ", " did not use the method "),
        ("Measure it on more.", "Measure it on more rows."),
        ("a version that does not move", "a version that does not change"),
        ("The kill switch says it was tested on ", "The manifest says the kill switch was tested on "),
        ("write the day into the manifest", "record the date in the manifest"),
        ("Servers that list other tools: ", "Servers that list different tools: "),
        ("Nothing may be called in the stage ", "No tool may be called in the stage "),
        (" may write.", " can write to it."),
        (
            " cannot be evaluated by this version. Take the rule out, or evaluate it in a policy of mode dryrun.",
            " cannot be evaluated by this version of the portal. Remove the rule, or evaluate it in a policy in mode dryrun."
        ),
        (" asks a person before ", " requires a person's decision before "),
        (": a person decides.", ": a person must decide."),
        ("Appoint more on the page of the system.", "Appoint more overseers on the page of the system."),
        (
            " says that this version is not fit. Have a version validated that is.",
            " states that this version is not fit. Have a fit version validated."
        ),
    ];

    /// <summary>
    /// A sentence or value of a result in the language in force, its numbers too. What the evaluator wrote is stored in English and stays
    /// so.
    /// </summary>
    public static string Say(string text)
    {
        text = People(text);
        if (Waived().Match(text) is { Success: true } waived)
        {
            return $"{Say(waived.Groups[1].Value)} {T["Waived by {0} until {1}.", waived.Groups[2].Value, waived.Groups[3].Value]}";
        }

        if (SizedArtifact().Match(text) is { Success: true } sized)
        {
            return $"{sized.Groups[1].Value}, {T["{0} bytes", Shapes.Numbers(sized.Groups[2].Value)]}";
        }

        // A rule about several measures or pieces of evidence says of each what is wrong, and then what to do.
        if (Several().Split(text) is { Length: > 1 } several)
        {
            return string.Join(" ", several.Select(Say));
        }

        if (Unassessed().Match(text) is { Success: true } unassessed)
        {
            return T[
                "The residual risks of {0} are not assessed. Assess them.",
                T["{0} and {1}", unassessed.Groups[1].Value, unassessed.Groups[2].Value]
            ];
        }

        if ((MeasureSentences.Missed(text) ?? Composed(text)) is { } made)
        {
            return made;
        }

        if (CardLacks().Match(text) is { Success: true } card)
        {
            var fields = card.Groups[2].Value.Split(", ").Select(key => CardTemplate.Model.FirstOrDefault(f => f.Key == key)?.Title ?? key);
            return T[
                "The model card {0} lacks {1}. Fill these sections in.",
                card.Groups[1].Value,
                string.Join(", ", fields.Select(f => T.Say(f)))
            ];
        }

        if (Audited().Match(text) is { Success: true } audited)
        {
            var groups = audited.Groups[2].Value.Split(", ").Select(MeasureSentences.Attributes);
            return T["{0} audits {1}.", audited.Groups[1].Value, string.Join(", ", groups)];
        }

        // Sentences of so few letters could be anyone's, so they are not looked for in what people wrote; here they are ours.
        return Measured().Match(text) is { Success: true } measured
                ? T["{0} is {1}.", T.Say(measured.Groups[1].Value)!, Shapes.Numbers(measured.Groups[2].Value)]
            : Signed().Match(text) is { Success: true } signed ? T["{0} by {1}", signed.Groups[1].Value, signed.Groups[2].Value]
            : AgeFor().Match(text) is { Success: true } age ? T["age under the rule {0}, in days", age.Groups[1].Value]
            : T.Current is null
                ? Scans()
                    .Replace(
                        s_english.Aggregate(text, (said, words) => said.Replace(words.Stored, words.Said, StringComparison.Ordinal)),
                        " list "
                    )
            : Shapes.Numbers(Bracketed(T.Say(Joined(Alternatives().Replace(text, ", "))) ?? ""));
    }

    /// <summary>The sentence of a rule about people, in English still, with the titles of roles and words for what people did.</summary>
    public static string People(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return s_people.Aggregate(text, (said, words) => said.Replace(words.Stored, words.Said, StringComparison.Ordinal));
    }

    // What a rule lists by a word, names of people's own, is listed by the word of the language.
    private static string Joined(string text) => Joints().Replace(text, joint => joint.Value == " or " ? $" {T["or"]} " : $" {T["and"]} ");

    [GeneratedRegex(@"^(.+) Waived by (WVR-[0-9]+) until (\S+)\.$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Waived();

    [GeneratedRegex(
        @"(?<=^EVD-[0-9]+, EVD-[0-9, EVD-]+) lists (?=findings )",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Scans();

    // A kind of evidence is named in a sentence, at its end, and beside an id.
    private static (string Stored, string Said)[] Kind(string stored, string said) =>
        [($" {stored} evidence", $" {said} evidence"), ($" of kind {stored}", $" of kind {said}"), ($" ({stored}, ", $" ({said}, ")];

    // A member of a gate's input is named as one.
    private static (string Stored, string Said) MissingMember(string words, string? member = null) =>
        (
            $"the input does not say so. Evaluate an input with {words}.",
            $"the input has no member \"{member ?? words}\". Add it and evaluate again."
        );

    // A card's fields are called as on the card.
    [GeneratedRegex(
        @"^The model card (\S+) lacks (.+)\. Fill these sections in\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex CardLacks();

    // Of two columns together a fairness report has a group, sex|age_band.
    [GeneratedRegex(@"^(EVD-[0-9]+) audits (.+)\.$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Audited();

    [GeneratedRegex(@"^([0-9a-f]{12,64}…?), ([0-9,]+) bytes$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SizedArtifact();

    [GeneratedRegex(
        @"(?<=or choose another version\.|Measure it on more\.|Add evidence that (?:measures it(?: with an interval)?|says so)\.) |"
            + @"(?<= is -?[0-9][0-9.,]*\.) (?=[A-Za-z]+ (?:of|in|at|is) )|(?<=\.) (?=There is no scan of the dataset )|"
            + @"(?<=\.) (?=Tools (?:that|without) |Limits that |The limit of spending |The agent (?:is|has) |The kill switch "
            + @"|Not registered: |The relation has ended: |No contract is on record: |The contract is not in force: "
            + @"|No due diligence was confirmed: |The due diligence (?:failed|is too old): |A certificate (?:has lapsed|is not on record): "
            + @"|Models (?:that|without) |Trained (?:without|after) |Not named in the permit|The permit (?:names|is for) )|"
            + @"(?<=[.…]) (?=(?:EVD|SYS|VAL)-[0-9]+ |STP-[0-9]+: |The training of |Appoint more |Open and |No validation "
            + @"|The result was known "
            + @"|No [a-z-]+ evidence of this version |There is no [a-z-]+ evidence |Evidence of kind [a-z-]+ never )",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Several();

    // Of several risks the rule writes the sentence that it writes of one.
    [GeneratedRegex(
        @"^What is left of (\S+(?:, \S+)*), (\S+) after treatment is not assessed\. Assess it\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Unassessed();

    // Roles that a rule names are a list in other languages.
    [GeneratedRegex(
        @"(?<=\b(?:Engineer|Model owner|Security approver|Legal approver|Risk officer|Compliance|Auditor|Sponsor|Administrator)) or "
            + @"(?=(?:Engineer|Model owner|Security approver|Legal approver|Risk officer|Compliance|Auditor|Sponsor|Administrator)\b)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Alternatives();

    [GeneratedRegex(
        @"(?<=(?:scanned by|covering) [^,]+) and (?=[^ ,])|(?<=^a signature .+) or (?=[^ ,])",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Joints();

    [GeneratedRegex(@"^(.+) is (-?[0-9][0-9.,]*[0-9]|[0-9])\.$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Measured();

    [GeneratedRegex(@"^((?:oms-|dsse)\S*) by (\S+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Signed();

    // What is old is evidence, a plan or the word of a supplier, by the type of the rule.
    [GeneratedRegex(@"^age for ([a-z_]+) in days$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AgeFor();
}
