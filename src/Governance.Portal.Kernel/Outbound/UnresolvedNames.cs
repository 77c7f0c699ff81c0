using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>
/// Names that calls of this node found no address for. A name is forgotten when it has one again, or when no one asked for it any more
/// for longer than callers wait between two tries.
/// </summary>
internal sealed class UnresolvedNames(IOptions<OutboundOptions> options, TimeProvider clock) : IHealthSource
{
    // Names come from configuration; a list that allows whole domains lets people bring more.
    private const int Most = 100;

    public string Subject => "Name server";
    private const int Named = 5;

    private static readonly TimeSpan s_forgotten = TimeSpan.FromHours(6);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(0.5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, long Last)> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name has an address.</summary>
    public void Found(string name) => _names.TryRemove(name, out _);

    /// <summary>It has none, or the name server did not answer.</summary>
    public void Missed(string name)
    {
        if (_names.Count >= Most && !_names.ContainsKey(name))
        {
            return;
        }

        var (now, last) = (clock.GetUtcNow(), clock.GetTimestamp());
        _names.AddOrUpdate(name, _ => (now, last), (_, before) => (before.Since, last));
    }

    /// <summary>A moment, for <see cref="GivenUp"/>.</summary>
    public long Now() => clock.GetTimestamp();

    /// <summary>Who asked for it waits no longer: the name server was silent, unless they hardly waited.</summary>
    public void GivenUp(string name, long began)
    {
        if (clock.GetElapsedTime(began) > s_silence)
        {
            Missed(name);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var (name, (_, last)) in _names)
        {
            if (clock.GetElapsedTime(last) > s_forgotten)
            {
                _names.TryRemove(name, out _);
            }
        }

        var missing = _names.OrderBy(n => n.Value.Since).ToList();
        var some = string.Join(", ", missing.Take(Named).Select(n => n.Key));
        FormattableString limit =
            $"Calls time out after {options.Value.TimeoutSeconds} seconds; retries follow at growing intervals (Outbound__TimeoutSeconds).";
        yield return missing.Count == 0 ? HealthLine.Well(Subject, $"Every host name that was called resolves to an address.", limit)
        : missing.Count <= Named
            ? HealthLine.Impaired(
                Subject,
                $"No address was found for {some}. Check the spelling, and the name server of this host.",
                limit,
                missing[0].Value.Since
            )
        : HealthLine.Impaired(
            Subject,
            $"No address was found for {some} and {missing.Count - Named} more. Check the name server of this host.",
            limit,
            missing[0].Value.Since
        );
    }
}
