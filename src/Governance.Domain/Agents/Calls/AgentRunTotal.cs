namespace Governance.Domain.Agents.Calls;

/// <summary>Money in one currency.</summary>
/// <param name="Currency">The currency; null where none was named.</param>
/// <param name="Parts">How much, in parts of a unit (<see cref="CallRequest.Parts"/>).</param>
public sealed record MoneyParts(string? Currency, long Parts);

/// <summary>Money of a call that waits for a person, or was answered since it was counted last.</summary>
/// <param name="Call">The call's number.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Parts">How much.</param>
/// <param name="ExpiresAt">Until when a person may answer.</param>
public sealed record AskedMoney(int Call, string? Currency, long Parts, DateTimeOffset ExpiresAt);

/// <summary>Calls that were decided at about one time.</summary>
/// <param name="At">When the last of them was.</param>
/// <param name="Count">How many.</param>
public sealed record CallCount(DateTimeOffset At, int Count);

/// <summary>
/// How far a run of an agent is: what its limits are judged by. It is written with the calls of each group and stated by their entry, so
/// that no one makes a run shorter or cheaper than it was by changing a row.
/// </summary>
public sealed class AgentRunTotal
{
    /// <summary>The name of the row that counts the last minute of an agent, over all of its runs: no run has it.</summary>
    public const string Minute = "";

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private List<MoneyParts> _spent = [];
    private List<AskedMoney> _asked = [];
    private List<CallCount> _recent = [];

    private AgentRunTotal() { }

    /// <summary>A run begins, or is counted for the first time.</summary>
    /// <param name="model">The agent.</param>
    /// <param name="run">The caller's name of the run.</param>
    /// <param name="firstAt">When its first call was decided.</param>
    public AgentRunTotal(string model, string run, DateTimeOffset firstAt) => (Model, Run, FirstAt) = (model, run, firstAt);

    /// <summary>The agent: name of the model it is.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The caller's name of the run; <see cref="Minute"/> for the last minute of the agent.</summary>
    public string Run { get; private init; } = "";

    /// <summary>Calls in it, whatever they were answered.</summary>
    public int Count { get; private set; }

    /// <summary>When the first was decided.</summary>
    public DateTimeOffset FirstAt { get; private init; }

    /// <summary>Money that was allowed, by a person too.</summary>
    public IReadOnlyList<MoneyParts> Spent => _spent;

    /// <summary>Money that a person was asked about and that is not counted among what was allowed yet.</summary>
    public IReadOnlyList<AskedMoney> Asked => _asked;

    /// <summary>Calls of the last minute; of the row of the agent alone.</summary>
    public IReadOnlyList<CallCount> Recent => _recent;

    /// <summary>Takes over what is known of a run that began before runs were counted here.</summary>
    /// <param name="count">Its calls.</param>
    /// <param name="spent">What was allowed.</param>
    /// <param name="asked">What people were asked about.</param>
    public void Begin(int count, IEnumerable<MoneyParts> spent, IEnumerable<AskedMoney> asked)
    {
        ArgumentNullException.ThrowIfNull(spent);
        ArgumentNullException.ThrowIfNull(asked);
        (Count, _spent, _asked) = (count, [.. spent], [.. asked]);
    }

    /// <summary>Money in a currency that is spent or may still be.</summary>
    public long SpentIn(string? currency) =>
        _spent.Where(m => m.Currency == currency).Sum(m => m.Parts) + _asked.Where(m => m.Currency == currency).Sum(m => m.Parts);

    /// <summary>Counts what people have answered since, and forgets what they denied or let run out.</summary>
    /// <param name="answers">Their answers: whether each allows its call.</param>
    /// <param name="now">When.</param>
    public void Settle(IReadOnlyDictionary<AgentCallId, bool> answers, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(answers);
        List<AskedMoney> settled = [.. _asked.Where(a => answers.ContainsKey(new AgentCallId(a.Call)) || a.ExpiresAt <= now)];
        if (settled.Count == 0)
        {
            return;
        }

        foreach (var one in settled.Where(a => answers.GetValueOrDefault(new AgentCallId(a.Call))))
        {
            Spend(one.Currency, one.Parts);
        }

        _asked = [.. _asked.Except(settled)];
    }

    /// <summary>Counts a call that was decided.</summary>
    public void Add(AgentCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Count++;
        if (call.AmountParts is not { } parts)
        {
            return;
        }

        if (call.Verdict is CallVerdict.Allow)
        {
            Spend(call.Currency, parts);
        }
        else if (call is { Verdict: CallVerdict.Ask, ExpiresAt: { } end })
        {
            _asked = [.. _asked, new AskedMoney(call.Id.Number, call.Currency, parts, end)];
        }
    }

    /// <summary>Calls of the agent in the minute before.</summary>
    public int CountSince(DateTimeOffset now) => _recent.Where(c => c.At > now - s_minute).Sum(c => c.Count);

    /// <summary>Counts calls of the agent, those of one second together.</summary>
    public void Add(int count, DateTimeOffset now)
    {
        Count += count;
        _recent = [.. _recent.Where(c => c.At > now - s_minute)];
        if (_recent.Count > 0 && _recent[^1].At.UtcTicks / TimeSpan.TicksPerSecond == now.UtcTicks / TimeSpan.TicksPerSecond)
        {
            _recent[^1] = new CallCount(now, _recent[^1].Count + count);
        }
        else
        {
            _recent.Add(new CallCount(now, count));
        }
    }

    private void Spend(string? currency, long parts) =>
        _spent = [
            .. _spent.Where(m => m.Currency != currency),
            new MoneyParts(currency, _spent.Where(m => m.Currency == currency).Sum(m => m.Parts) + parts),
        ];
}
