import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads messages as a server in Java does (Jackson), one a line, and says what it found in each. */
public class Reader {
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static class Parameters {
        public JsonNode name;
        public JsonNode arguments;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public static class Message {
        public JsonNode method;
        public Parameters params;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public static class Sum {
        public JsonNode amount;
    }

    private static String hex(String text) {
        StringBuilder digits = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            digits.append(String.format("%02x", b));
        }
        return digits.toString();
    }

    private static String flat(JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) return "0";
        if (value.isBoolean()) return value.booleanValue() ? "t" : "f";
        if (value.isTextual()) return "\"" + hex(value.textValue());
        if (value.isNumber()) return String.format("#%016x", Double.doubleToLongBits(value.doubleValue()));
        List<String> parts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(item -> parts.add(flat(item)));
            return "[" + String.join(",", parts) + "]";
        }
        value.fields().forEachRemaining(e -> parts.add(hex(e.getKey()) + ":" + flat(e.getValue())));
        Collections.sort(parts);
        return "{" + String.join(",", parts) + "}";
    }

    private static String member(JsonNode value) {
        return value == null ? "-" : flat(value);
    }

    public static void main(String[] args) throws Exception {
        ObjectMapper mapper = JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES).build();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            if (line.isEmpty()) continue;
            String said;
            try {
                Message message = mapper.readValue(line, Message.class);
                Parameters given = message.params == null ? new Parameters() : message.params;
                JsonNode sum =
                    given.arguments != null && given.arguments.isObject() ? mapper.treeToValue(given.arguments, Sum.class).amount : null;
                said = member(message.method) + " " + member(given.name) + " " + member(sum) + " " + flat(given.arguments);
            } catch (Exception problem) {
                said = "!" + problem.getClass().getSimpleName();
            }
            System.out.println(said);
        }
    }
}
