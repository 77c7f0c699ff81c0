namespace Governance.Samples.Numerics;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): its sequence is a definition, while that of System.Random is not promised.</summary>
internal sealed class SeededRandom
{
    private ulong _state;
    private double? _spareNormal;

    public SeededRandom(ulong seed, string stream)
    {
        // FNV-1a over the stream's name keeps streams independent: more rows in one leave the others as they are.
        var hash = 14695981039346656037UL;
        foreach (var c in stream)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        _state = seed ^ hash;
    }

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    public bool Chance(double probability) => Uniform() < probability;

    public int Below(int limit) => (int)(Uniform() * limit);

    /// <summary>Standard normal by Marsaglia's polar method.</summary>
    public double Normal()
    {
        if (_spareNormal is { } spare)
        {
            _spareNormal = null;
            return spare;
        }

        double u,
            v,
            s;
        do
        {
            u = (2 * Uniform()) - 1;
            v = (2 * Uniform()) - 1;
            s = (u * u) + (v * v);
        } while (s >= 1 || s < 1e-300);

        var factor = Math.Sqrt(-2 * PortableMath.Log(s) / s);
        _spareNormal = v * factor;
        return u * factor;
    }

    public double LogNormal(double median, double sigma) => median * PortableMath.Exp(sigma * Normal());

    public int Poisson(double mean)
    {
        var limit = PortableMath.Exp(-mean);
        var product = Uniform();
        var count = 0;
        while (product > limit)
        {
            product *= Uniform();
            count++;
        }

        return count;
    }

    public string Pick(params ReadOnlySpan<(string Value, double Weight)> choices)
    {
        var total = 0.0;
        foreach (var choice in choices)
        {
            total += choice.Weight;
        }

        var at = Uniform() * total;
        foreach (var choice in choices)
        {
            at -= choice.Weight;
            if (at < 0)
            {
                return choice.Value;
            }
        }

        return choices[^1].Value;
    }
}
