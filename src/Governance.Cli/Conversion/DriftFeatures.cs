using System.Text.Json.Nodes;

namespace Governance.Cli.Conversion;

/// <summary>
/// The member <c>features</c> of a drift report. A statistic has the portal's name only where it is the portal's statistic; another has
/// a name of its own, so that no limit on the one is met by the other.
/// </summary>
internal sealed class DriftFeatures
{
    // The natural logarithm in place of the binary one makes the distance smaller by this factor.
    private static readonly double s_baseE = Math.Sqrt(Math.Log(2));

    private readonly JsonArray _features = [];
    private readonly Dictionary<string, JsonObject> _byName = new(StringComparer.Ordinal);

    public int Count => _features.Count;

    public JsonArray Json => _features;

    /// <summary>Adds a statistic of a feature.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="method">The method as its tool names it; null when it is not said.</param>
    /// <param name="value">Its value; null when the tool could not compute it, which a limit on it says.</param>
    /// <param name="naturalJensenShannon">Whether the tool takes the natural logarithm for the Jensen-Shannon distance.</param>
    public void Add(Place place, string feature, string? method, double? value, bool naturalJensenShannon = true)
    {
        if (feature.Length is 0 or > 1_000)
        {
            throw place.Bad("the name of the feature is empty or too long");
        }

        var (name, converted) = Statistic(method, value, naturalJensenShannon);
        if (!_byName.TryGetValue(feature, out var one))
        {
            _byName.Add(feature, one = new JsonObject { ["name"] = feature });
            _features.Add((JsonNode)one);
        }

        if (one.TryGetPropertyValue(name, out var before))
        {
            // Presets of one report compare some columns twice: the same figure twice is one.
            if (before?.GetValue<double>() == converted)
            {
                return;
            }

            throw place.Bad($"{name} is given twice for {feature}");
        }

        one[name] = converted;
        one[name + "Method"] = method;
    }

    private static (string Name, double? Value) Statistic(string? method, double? value, bool natural)
    {
        var word = new string([.. (method ?? "").ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]);
        return word switch
        {
            "psi" or "populationstabilityindex" => ("psi", value),
            "jensenshannon" or "jensenshannondistance" => ("jensenShannon", natural ? value / s_baseE : value),
            "hellinger" or "hellingerdistance" => ("hellinger", value),
            "wasserstein" or "wassersteindistancenormed" => ("wassersteinNormalised", value),
            "wassersteindistance" => ("wasserstein", value),
            "linfinity" => ("lInfinity", value),
            "kolmogorovsmirnov" => ("ks", value),
            "earthmoversdistance" => ("earthMoversDistance", value),
            "cramersv" => ("cramersV", value),
            "ks" or "kspvalue" => ("ksPValue", value),
            "chisquare" or "chisquarepvalue" => ("chiSquarePValue", value),
            "z" or "ztestpvalue" => ("zPValue", value),
            "kldiv" or "kullbackleiblerdivergence" => ("kullbackLeibler", value),
            _ => ("driftScore", value),
        };
    }
}
