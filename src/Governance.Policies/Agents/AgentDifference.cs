using System.Globalization;

namespace Governance.Policies;

/// <summary>What changed between two versions of an agent, in sentences a signer can judge.</summary>
public static partial class AgentDifference
{
    /// <summary>The changes, the most serious first; empty when the two say the same.</summary>
    /// <param name="older">The version that is compared with, such as the one in production.</param>
    /// <param name="newer">The version that is to replace it.</param>
    public static IReadOnlyList<AgentChange> Between(AgentManifest older, AgentManifest newer)
    {
        ArgumentNullException.ThrowIfNull(older);
        ArgumentNullException.ThrowIfNull(newer);
        var changes = new Changes();
        Autonomy(older, newer, changes);
        KillSwitch(older.KillSwitch, newer.KillSwitch, changes);
        Checkpoints(older, newer, changes);
        Tools(older, newer, changes);
        Data(older, newer, changes);
        Limits(older.Limits, newer.Limits, changes);
        Servers(older, newer, changes);
        Agents(older, newer, changes);
        Memory(older.Memory, newer.Memory, changes);
        Models(older, newer, changes);
        Prompts(older, newer, changes);
        changes.When(older.Purpose != newer.Purpose, AgentChangeKind.Described, AgentChangeTexts.Purpose, newer.Purpose, older.Purpose);
        changes.When(older.Owner != newer.Owner, AgentChangeKind.Described, AgentChangeTexts.Owner, newer.Owner, older.Owner);
        return changes.Ordered;
    }

    private static void Autonomy(AgentManifest older, AgentManifest newer, Changes changes)
    {
        if (older.Autonomy != newer.Autonomy)
        {
            var more = Rank(AgentVocabulary.AutonomyLevels, newer.Autonomy) > Rank(AgentVocabulary.AutonomyLevels, older.Autonomy);
            changes.Add(
                more ? AgentChangeKind.AutonomyRaised : AgentChangeKind.Lessened,
                AgentChangeTexts.Autonomy,
                Said(newer.Autonomy),
                Said(older.Autonomy)
            );
        }
    }

    private static void KillSwitch(AgentKillSwitch? older, AgentKillSwitch? newer, Changes changes)
    {
        switch (older, newer)
        {
            case (null, null):
                return;
            case (_, null):
                changes.Add(AgentChangeKind.KillSwitchDropped, AgentChangeTexts.KillSwitchDropped);
                return;
            case (null, _):
                changes.Add(AgentChangeKind.Lessened, AgentChangeTexts.KillSwitchGained, newer.How);
                return;
            default:
                changes.When(older.How != newer.How, AgentChangeKind.Other, AgentChangeTexts.KillSwitchChanged, newer.How);
                if (older.TestedOn != newer.TestedOn)
                {
                    changes.Add(
                        AgentChangeKind.Other,
                        newer.TestedOn is null ? AgentChangeTexts.KillSwitchUntested : AgentChangeTexts.KillSwitchTested,
                        newer.TestedOn is { } day ? [day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)] : []
                    );
                }

                return;
        }
    }

    private static void Tools(AgentManifest older, AgentManifest newer, Changes changes)
    {
        foreach (var (was, now) in Pairs(older.Tools, newer.Tools, tool => tool.Id))
        {
            if (now is null)
            {
                changes.Add(AgentChangeKind.Lessened, AgentChangeTexts.ToolDropped, was!.Id);
            }
            else if (was is null)
            {
                var writes = now.Risks.Contains("write", StringComparer.Ordinal);
                changes.Add(
                    AgentChangeKind.ToolGained,
                    now.Risks.Count == 0 ? AgentChangeTexts.ToolGainedUnreviewed
                        : writes ? AgentChangeTexts.WriteAccess
                        : AgentChangeTexts.ToolGained,
                    now.Risks.Count == 0 ? [now.Id] : [now.Id, Risks(now)]
                );
            }
            else
            {
                changes.When(was.SchemaSha256 != now.SchemaSha256, AgentChangeKind.ToolChanged, AgentChangeTexts.ToolChanged, now.Id);
                ToolRisks(was, now, changes);
            }
        }
    }

    private static void ToolRisks(AgentTool was, AgentTool now, Changes changes)
    {
        if (Risks(was) == Risks(now))
        {
            return;
        }

        if (now.Risks.Count == 0)
        {
            changes.Add(AgentChangeKind.ToolRisksChanged, AgentChangeTexts.ToolRisksDropped, now.Id, Risks(was));
        }
        else if (was.Risks.Count == 0)
        {
            changes.Add(AgentChangeKind.ToolRisksChanged, AgentChangeTexts.ToolReviewed, now.Id, Risks(now));
        }
        else
        {
            changes.Add(AgentChangeKind.ToolRisksChanged, AgentChangeTexts.ToolRisks, now.Id, Risks(now), Risks(was));
        }
    }

    private static void Data(AgentManifest older, AgentManifest newer, Changes changes)
    {
        foreach (var (was, now) in Pairs(older.Data, newer.Data, scope => scope.Scope))
        {
            if (now is null)
            {
                changes.Add(AgentChangeKind.Lessened, AgentChangeTexts.DataLost, was!.Scope);
                continue;
            }

            if (now.Access != was?.Access)
            {
                var (kind, text) = (was?.Access, now.Access) switch
                {
                    (null, "read") => (AgentChangeKind.DataGained, AgentChangeTexts.DataReadGained),
                    (_, "write") => (AgentChangeKind.DataGained, AgentChangeTexts.DataWriteGained),
                    _ => (AgentChangeKind.Lessened, AgentChangeTexts.DataWriteLost),
                };
                changes.Add(kind, text, now.Scope);
            }

            changes.When(
                now.PersonalData && was?.PersonalData != true,
                AgentChangeKind.DataGained,
                AgentChangeTexts.PersonalData,
                now.Scope
            );
            changes.When(
                was is { PersonalData: true } && !now.PersonalData,
                AgentChangeKind.Other,
                AgentChangeTexts.NoPersonalData,
                now.Scope
            );
        }
    }

    private static void Servers(AgentManifest older, AgentManifest newer, Changes changes)
    {
        foreach (var (was, now) in Pairs(older.Servers, newer.Servers, server => server.Name))
        {
            if (now is null)
            {
                changes.Add(AgentChangeKind.Lessened, AgentChangeTexts.ServerDropped, was!.Name);
            }
            else if (was is null)
            {
                changes.Add(AgentChangeKind.ServerGained, AgentChangeTexts.ServerGained, now.Name, now.Address);
            }
            else
            {
                const AgentChangeKind kind = AgentChangeKind.ServerChanged;
                changes.When(
                    (was.Transport, was.Address) != (now.Transport, now.Address),
                    kind,
                    AgentChangeTexts.ServerMoved,
                    now.Name,
                    now.Address,
                    was.Address
                );
                changes.When(was.ToolsSha256 != now.ToolsSha256, kind, AgentChangeTexts.ServerTools, now.Name);
                changes.When(
                    was.Version != now.Version,
                    kind,
                    AgentChangeTexts.ServerVersion,
                    now.Name,
                    now.Version ?? "—",
                    was.Version ?? "—"
                );
            }
        }
    }

    private static void Agents(AgentManifest older, AgentManifest newer, Changes changes)
    {
        foreach (var (was, now) in Pairs(older.Agents, newer.Agents, agent => $"{agent.Name} {agent.Url}"))
        {
            var name = (now ?? was)!.Url is { } url ? $"{(now ?? was)!.Name} ({url})" : (now ?? was)!.Name;
            changes.When(was is null, AgentChangeKind.AgentGained, AgentChangeTexts.AgentGained, name);
            changes.When(now is null, AgentChangeKind.Lessened, AgentChangeTexts.AgentDropped, name);
            changes.When(
                was is not null && now is not null && was.Version != now.Version,
                AgentChangeKind.AgentGained,
                AgentChangeTexts.AgentChanged,
                name,
                now?.Version ?? "—",
                was?.Version ?? "—"
            );
        }
    }

    private static void Memory(AgentMemory older, AgentMemory newer, Changes changes)
    {
        var more = Rank(AgentVocabulary.MemoryKinds, newer.Kind) > Rank(AgentVocabulary.MemoryKinds, older.Kind);
        var kind = more ? AgentChangeKind.MemoryRaised : AgentChangeKind.Lessened;
        changes.When(older.Kind != newer.Kind, kind, AgentChangeTexts.Memory, Said(newer.Kind), Said(older.Kind));
        changes.When(newer.PersonalData && !older.PersonalData, AgentChangeKind.MemoryRaised, AgentChangeTexts.MemoryPersonalData);
        changes.When(older.PersonalData && !newer.PersonalData, AgentChangeKind.Lessened, AgentChangeTexts.MemoryNoPersonalData);
        if (newer.Kind != "none")
        {
            Bound(
                older.RetentionDays,
                newer.RetentionDays,
                AgentChangeKind.MemoryRaised,
                (AgentChangeTexts.RetentionDropped, AgentChangeTexts.Retention, AgentChangeTexts.RetentionGained),
                changes
            );
        }
    }

    private static void Models(AgentManifest older, AgentManifest newer, Changes changes)
    {
        const AgentChangeKind kind = AgentChangeKind.ModelChanged;
        foreach (var (name, was, now) in Groups(older.Models, newer.Models, Name))
        {
            if (was is [var before] && now is [var after])
            {
                changes.When(before.Version != after.Version, kind, AgentChangeTexts.ModelVersion, name, after.Version, before.Version);
                changes.When(before.Version == after.Version && before.Sha256 != after.Sha256, kind, AgentChangeTexts.ModelReplaced, name);
                continue;
            }

            foreach (var (left, right) in Pairs(was, now, model => model.Version))
            {
                var shown = $"{name} {(left ?? right)!.Version}";
                changes.When(left is null, kind, AgentChangeTexts.ModelGained, shown);
                changes.When(right is null, AgentChangeKind.Lessened, AgentChangeTexts.ModelDropped, shown);
                changes.When(
                    left is not null && right is not null && left.Sha256 != right.Sha256,
                    kind,
                    AgentChangeTexts.ModelReplaced,
                    shown
                );
            }
        }

        static string Name(AgentModel model) => model.Provider is null ? model.Name : $"{model.Provider} {model.Name}";
    }

    private static void Prompts(AgentManifest older, AgentManifest newer, Changes changes)
    {
        foreach (var (was, now) in Pairs(older.Prompts, newer.Prompts, prompt => prompt.Name))
        {
            changes.When(was is null, AgentChangeKind.PromptChanged, AgentChangeTexts.PromptGained, (now ?? was)!.Name);
            changes.When(now is null, AgentChangeKind.PromptChanged, AgentChangeTexts.PromptDropped, (now ?? was)!.Name);
            changes.When(
                was is not null && now is not null && was.Sha256 != now.Sha256,
                AgentChangeKind.PromptChanged,
                AgentChangeTexts.PromptChanged,
                (now ?? was)!.Name
            );
        }
    }

    private static string Said(string word) => AgentChangeTexts.Words.GetValueOrDefault(word, word);

    private static int Rank(IReadOnlyList<string> words, string word) => words.ToList().IndexOf(word);

    private static string Risks(AgentTool tool) =>
        string.Join(", ", AgentVocabulary.ToolRisks.Where(risk => tool.Risks.Contains(risk, StringComparer.Ordinal)));

    private static IEnumerable<(T? Was, T? Now)> Pairs<T>(IReadOnlyList<T> older, IReadOnlyList<T> newer, Func<T, string> name)
        where T : class =>
        Groups(older, newer, name).Select(group => (group.Was is [var was, ..] ? was : null, group.Now is [var now, ..] ? now : null));

    /// <summary>Both sides by name, in the order of the names.</summary>
    private static IEnumerable<(string Name, IReadOnlyList<T> Was, IReadOnlyList<T> Now)> Groups<T>(
        IReadOnlyList<T> older,
        IReadOnlyList<T> newer,
        Func<T, string> name
    )
    {
        var was = older.ToLookup(name, StringComparer.Ordinal);
        var now = newer.ToLookup(name, StringComparer.Ordinal);
        return was.Select(group => group.Key)
            .Union(now.Select(group => group.Key), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(key => (key, (IReadOnlyList<T>)[.. was[key]], (IReadOnlyList<T>)[.. now[key]]));
    }

    private sealed class Changes
    {
        private readonly List<AgentChange> _changes = [];

        /// <summary>The most serious first; within a kind as they were found.</summary>
        public IReadOnlyList<AgentChange> Ordered => [.. _changes.OrderBy(change => change.Kind)];

        public void Add(AgentChangeKind kind, string text, params IReadOnlyList<string> values) => _changes.Add(new(kind, text, values));

        public void When(bool happened, AgentChangeKind kind, string text, params IReadOnlyList<string> values)
        {
            if (happened)
            {
                Add(kind, text, values);
            }
        }
    }
}
