-- Users who ordered twice
SELECT u.id, COUNT(*) AS n, 'it''s' AS note
FROM users u
LEFT JOIN orders AS o ON o.user_id = u.id AND o.total > 1.5
WHERE u.name IS NOT NULL /* known */ OR "quoted" = 3
GROUP BY 1 HAVING COUNT(*) >= 2;
CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(20) DEFAULT 'x');
