using Governance.Portal.Models.Registries.MlFlow.Wire;

namespace Governance.Portal.Models.Registries.MlFlow.Search;

/// <summary>By what a search is ordered.</summary>
internal enum OrderField
{
    Name,
    Updated,
}

/// <summary>One part of an order.</summary>
/// <param name="Field">By what.</param>
/// <param name="Descending">The greatest first.</param>
internal readonly record struct OrderPart(OrderField Field, bool Descending)
{
    /// <summary>
    /// Reads <c>order_by</c>, given once or several times: <c>name</c>, <c>timestamp</c> or <c>last_updated_timestamp</c>, with ASC or
    /// DESC.
    /// </summary>
    /// <exception cref="MlFlowRequestException">It is something else.</exception>
    public static IReadOnlyList<OrderPart> Parse(IReadOnlyList<string> texts)
    {
        var parts = new List<OrderPart>();
        foreach (var text in texts.SelectMany(t => t.Split(',')))
        {
            var part = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) switch
            {
                [var field] => new OrderPart(FieldOf(field), false),
                [var field, var direction] when direction.Equals("ASC", StringComparison.OrdinalIgnoreCase) => new OrderPart(
                    FieldOf(field),
                    false
                ),
                [var field, var direction] when direction.Equals("DESC", StringComparison.OrdinalIgnoreCase) => new OrderPart(
                    FieldOf(field),
                    true
                ),
                _ => throw Wrong(),
            };
            if (parts.Exists(p => p.Field == part.Field))
            {
                throw MlFlowRequestException.Invalid("Parameter 'order_by' names a column twice.");
            }

            parts.Add(part);
        }

        return parts;
    }

    private static OrderField FieldOf(string text) =>
        text switch
        {
            "name" => OrderField.Name,
            "timestamp" or "last_updated_timestamp" => OrderField.Updated,
            _ => throw Wrong(),
        };

    private static MlFlowRequestException Wrong() =>
        MlFlowRequestException.Invalid("Parameter 'order_by' must be name, timestamp or last_updated_timestamp, each with ASC or DESC.");
}
